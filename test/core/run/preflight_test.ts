import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/config/mod.ts";
import { coreError, createRedactor } from "#core/kit.ts";
import { defineErrors, defineSink, defineSource } from "#core/mod.ts";
import { checkReadiness } from "#core/run/check_readiness.ts";
import { throwProblems } from "#core/run/preflight.ts";
import { catchScanError } from "#support/scan_error.ts";

const testError = defineErrors({ MISSING: { message: ({ what }: { what: string }) => `There is no ${what}` } });

const list = defineSource({
  name: "list",
  preflight(_options, ctx) {
    ctx.note("2 targets");
    ctx.foresee(testError("MISSING", { what: "host" }));
    throw testError("MISSING", { what: "list" });
  },
  setup: () => ({ targets: () => [] }),
});

const sink = defineSink({
  name: "echo",
  preflight: (_options, ctx) => ctx.note(ctx.isThorough ? "looked twice" : "looked once"),
  setup: () => ({}),
});

test("a preflight tells what there is, what it foresees and what is missing, each in its place", async () => {
  const config = await resolveConfig({ sources: [list()], sinks: [sink()] });
  const { facts, foreseen, problems } = await checkReadiness(config, {
    emit: () => undefined,
    redactor: createRedactor({}),
  });
  assert.deepEqual(facts, [
    { plugin: "list", fact: "2 targets" },
    { plugin: "echo", fact: "looked twice" },
  ]);
  assert.deepEqual(
    foreseen.map(({ message }) => message),
    ["There is no host"],
  );
  assert.deepEqual(
    problems.map(({ message }) => message),
    ["There is no list"],
  );
});

test("what two pipelines have to say alike is said once", async () => {
  const pipeline = () => ({ sources: [list()] });
  const config = await resolveConfig({ pipelines: { a: pipeline(), b: pipeline() }, sinks: [sink()] });
  const { facts, foreseen, problems } = await checkReadiness(config, {
    emit: () => undefined,
    redactor: createRedactor({}),
  });
  assert.deepEqual([facts.length, foreseen.length, problems.length], [2, 1, 1]);
});

test("throwProblems() throws one problem as it is, and several as one error", async () => {
  throwProblems({ problems: [] });
  const one = coreError("USAGE", { reason: "one" });
  assert.equal(await catchScanError(() => throwProblems({ problems: [one] })), one);
  const all = await catchScanError(() => throwProblems({ problems: [one, testError("MISSING", { what: "b" })] }));
  assert.deepEqual([all.code, all.problems?.length], ["PREFLIGHT_FAILED", 2]);
});

test.run();
