import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/config/mod.ts";
import type { PlanStep } from "#core/kit.ts";
import { defineProcessor, defineSource, type Plugin, skip } from "#core/mod.ts";
import { createDriver } from "#core/plugin/driver.ts";
import { createLifecycle } from "#core/plugin/lifecycle.ts";
import { openPlanEngine } from "#core/run/plan_engine.ts";
import { makeTarget } from "#support/outcomes.ts";
import { createPluginContext, recordLog } from "#support/plugin_context.ts";

const list = defineSource({ name: "list", setup: () => ({ targets: () => [] }) });

function planner(name: string, plan?: () => PlanStep): Plugin<"processor"> {
  return defineProcessor({ name, setup: () => assert.fail("setup"), ...(plan && { plan }) })();
}

async function planWith(...given: readonly Plugin<"processor">[]) {
  const { pipelines } = await resolveConfig({ sources: [list()], processors: given });
  const driver = createDriver({ signal: new AbortController().signal });
  const processors = pipelines[0]?.processors ?? [];
  const { log } = recordLog();
  const lifecycle = createLifecycle({ driver, log });
  const contextOf = () => createPluginContext("/");
  const engine = await openPlanEngine({ pipeline: "p", processors, driver, lifecycle, contextOf });
  try {
    return await engine.process(makeTarget({ image: "a" }));
  } finally {
    await lifecycle.close();
  }
}

test("a plan is what each processor would do, one after the other", async () => {
  const outcome = await planWith(
    planner("build", () => "build a"),
    planner("silent"),
  );
  assert.ok(outcome.status === "skipped");
  assert.deepEqual([outcome.planned, outcome.reason], [true, "build a, then run silent"]);
  const none = await planWith();
  assert.ok(none.status === "skipped");
  assert.deepEqual([none.planned, none.reason], [true, "pass it to the sinks"]);
});

test("a plan ends at the processor that would skip the target, with its reason", async () => {
  const outcome = await planWith(
    planner("review", () => skip("leave it: up to date")),
    planner("trivy", () => assert.fail("nobody would scan it")),
  );
  assert.ok(outcome.status === "skipped");
  assert.deepEqual([outcome.planned, outcome.reason], [undefined, "leave it: up to date"]);
});

test("a target that every processor would leave is skipped, one that the next would work on is not", async () => {
  const leave = planner("review", () => ({ leave: "leave it: up to date" }));
  const left = await planWith(leave);
  assert.ok(left.status === "skipped");
  assert.deepEqual([left.planned, left.reason], [undefined, "leave it: up to date"]);
  const scanned = await planWith(
    leave,
    planner("trivy", () => "scan it"),
  );
  assert.ok(scanned.status === "skipped");
  assert.deepEqual([scanned.planned, scanned.reason], [true, "leave it: up to date, then scan it"]);
});

test("what one processor knows of a target is there for the next; a result that is known is no work", async () => {
  const seen: unknown[] = [];
  let disposed = 0;
  const release = () => {
    disposed += 1;
  };
  const lookUp = defineProcessor({
    name: "look_up",
    setup: () => assert.fail("setup"),
    openPlan: () => ({ plan: () => ({ leave: "", data: { note: "known" } }), dispose: () => release() }),
  })();
  const scanner = defineProcessor({
    name: "scanner",
    setup: () => assert.fail("setup"),
    openPlan: async () => ({
      async plan({ data }) {
        seen.push(data.note);
        return { unchanged: "results of yesterday" };
      },
    }),
  })();
  const known = await planWith(lookUp, scanner);
  assert.ok(known.status === "skipped");
  assert.deepEqual([known.unchanged, known.planned, known.reason], [true, undefined, "results of yesterday"]);
  assert.deepEqual([seen, disposed], [["known"], 1]);
  const more = await planWith(
    lookUp,
    scanner,
    planner("push", () => "push it"),
  );
  assert.ok(more.status === "skipped");
  assert.deepEqual([more.unchanged, more.planned], [undefined, true]);
});

test("a processor that cannot plan fails its target, not the run", async () => {
  const outcome = await planWith(
    planner("odd", () => {
      throw new Error("no idea");
    }),
  );
  assert.ok(outcome.status === "failed");
  assert.match(outcome.error.message, /"odd" failed in plan: no idea/);
});

test.run();
