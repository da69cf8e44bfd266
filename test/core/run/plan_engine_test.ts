import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/config/mod.ts";
import type { PlanStep } from "#core/kit.ts";
import { defineProcessor, defineSource, type Plugin, skip } from "#core/mod.ts";
import { createDriver } from "#core/plugin/driver.ts";
import { createPlanEngine } from "#core/run/plan_engine.ts";
import { makeTarget } from "#support/outcomes.ts";

const list = defineSource({ name: "list", setup: () => ({ targets: () => [] }) });

function planner(name: string, plan?: () => PlanStep): Plugin<"processor"> {
  return defineProcessor({ name, setup: () => assert.fail("setup"), ...(plan && { plan }) })();
}

async function planWith(...given: readonly Plugin<"processor">[]) {
  const { pipelines } = await resolveConfig({ sources: [list()], processors: given });
  const driver = createDriver({ signal: new AbortController().signal });
  const processors = pipelines[0]?.processors ?? [];
  return createPlanEngine({ pipeline: "p", processors, driver }).process(makeTarget({ image: "a" }));
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
