import assert from "node:assert/strict";
import { test } from "uvu";
import { z } from "zod";
import { defineErrors, defineProcessor, defineSink, defineSource, type Outcome } from "#core/mod.ts";
import { fakeOutcome, fakeTarget, inVirtualTime, runProcessor, runSink, runSource } from "#core/testing/mod.ts";

const pagerError = defineErrors({ PAGER_DOWN: { message: () => "The pager is down", hint: "Wake it up" } });

test("runSource() gives the targets, and closes the source when it has as many as were wanted", async () => {
  const calls: string[] = [];
  const endless = defineSource({
    name: "endless",
    setup: () => ({
      *targets() {
        try {
          for (let tag = 1; ; tag += 1) yield fakeTarget({ image: `app:${tag}` });
        } finally {
          calls.push("closed");
        }
      },
      dispose: () => void calls.push("disposed"),
    }),
  });
  const { targets, summary } = await runSource(endless(), { take: 3 });
  assert.deepEqual(
    targets.map(({ id }) => id),
    ["image:app:1", "image:app:2", "image:app:3"],
  );
  assert.equal(summary.emitted, 3);
  assert.deepEqual(calls, ["closed", "disposed"]);
});

test("options are checked by the plugin's schema, as in a config", async () => {
  const strict = defineSink({
    name: "strict",
    options: z.strictObject({ url: z.string() }),
    setup: () => ({ write() {} }),
  });
  await assert.rejects(
    runSink(strict({ ulr: "x" } as never)),
    ({ code, problems }: { code: string; problems: Error[] }) => {
      assert.equal(code, "CONFIG_INVALID");
      return problems.some(({ message }) => message.includes('the key "ulr" is not known'));
    },
  );
});

test("runProcessor() goes through preflight, setup, process, clean-up and dispose, in that order", async () => {
  const calls: string[] = [];
  const traced = defineProcessor({
    name: "traced",
    needs: ["image"],
    preflight: () => void calls.push("preflight"),
    setup() {
      calls.push("setup");
      return {
        process({ target, data }, { defer }) {
          calls.push(`process ${target.image} ${data.note}`);
          defer(() => void calls.push("first deferred"));
          defer(() => void calls.push("last deferred"));
          return { image: { reference: "built", source: "docker" } };
        },
        dispose: () => void calls.push("dispose"),
      };
    },
  });
  const { outcomes } = await runProcessor(traced(), { data: { note: "from before" } });
  assert.deepEqual(calls, [
    "preflight",
    "setup",
    "process nginx:1.27 from before",
    "last deferred",
    "first deferred",
    "dispose",
  ]);
  assert.deepEqual(outcomes[0]?.data, { note: "from before", image: { reference: "built", source: "docker" } });
});

test("what goes wrong with a target is its outcome; what goes wrong in the set-up is thrown", async () => {
  const fails = defineProcessor({
    name: "fails",
    setup: () => ({
      process() {
        throw pagerError("PAGER_DOWN", undefined as never);
      },
    }),
  });
  const { outcomes } = await runProcessor(fails(), { targets: [fakeTarget(), fakeTarget({ image: "b" })] });
  assert.deepEqual(
    outcomes.map((outcome) => outcome.status === "failed" && outcome.error.code),
    ["PAGER_DOWN", "PAGER_DOWN"],
  );
  const dies = defineProcessor({
    name: "dies",
    setup() {
      throw new Error("no");
    },
  });
  await assert.rejects(runProcessor(dies()), { code: "PLUGIN_FAILED" });
});

test("a set-up that never ends is ended by its limit", async () => {
  const slow = defineProcessor({
    name: "slow",
    setupTimeoutMs: 5000,
    setup: () => new Promise<never>(() => {}),
  });
  await inVirtualTime(async (time) => {
    const ended = assert.rejects(runProcessor(slow()), { code: "HOOK_TIMEOUT" });
    await time.waiting(5000);
    await time.advance(5000);
    await ended;
  });
});

test("runSink() gives outcomes as they are, with their places in the run, one after the other, then the end", async () => {
  const seen: Outcome[] = [];
  const calls: string[] = [];
  const keeps = defineSink({
    name: "keeps",
    needs: ["artifact"],
    setup: () => ({
      async write(outcome) {
        seen.push(outcome);
      },
      end({ done, failed, skipped, artifacts }, ctx) {
        calls.push(`end ${done} ${failed} ${skipped} ${artifacts.join()}`);
        ctx.artifact("/reports/own.json");
      },
      dispose: () => void calls.push("dispose"),
    }),
  });
  const outcomes = [
    fakeOutcome({ durationMs: 7, data: { note: "n" } }),
    fakeOutcome({ replayed: true }),
    fakeOutcome({ error: { code: "IMAGE_NOT_FOUND" } }),
    fakeOutcome({ reason: "up to date", pipeline: "other" }),
  ];
  const { artifacts } = await runSink(keeps(), { outcomes, artifacts: ["/reports/a.json"] });
  assert.deepEqual(
    seen,
    outcomes.map((outcome, position) => ({ ...outcome, position })),
  );
  assert.deepEqual(calls, ["end 2 1 1 /reports/a.json", "dispose"]);
  assert.deepEqual(artifacts, ["/reports/a.json", "/reports/own.json"]);
});

test("a sink that cannot write ends the run with its error, and is disposed of", async () => {
  let isDisposed = false;
  const broken = defineSink({
    name: "broken",
    setup: () => ({
      write() {
        throw pagerError("PAGER_DOWN", undefined as never);
      },
      dispose() {
        isDisposed = true;
      },
    }),
  });
  await assert.rejects(runSink(broken()), { code: "PAGER_DOWN" });
  assert.ok(isDisposed);
});

test("an interruption that the test wants is no error: the sink ends, and the summary tells", async () => {
  const controller = new AbortController();
  const ends: boolean[] = [];
  const interrupted = defineSink({
    name: "interrupted",
    setup: () => ({
      write: () => controller.abort(),
      end: (summary) => void ends.push(summary.interrupted),
    }),
  });
  const outcomes = [fakeOutcome(), fakeOutcome({ target: { image: "never" } })];
  const { summary } = await runSink(interrupted(), { outcomes, signal: controller.signal });
  assert.deepEqual(ends, [true]);
  assert.equal(summary.done, 1);
});

test("a plugin that cannot be disposed of says so in the log; secrets are masked", async () => {
  const leaky = defineSink({
    name: "leaky",
    setup: (_options, { log }) => {
      log.info("the token is hunter2hunter2");
      return {
        dispose() {
          throw new Error("stuck");
        },
      };
    },
  });
  const { logs } = await runSink(leaky(), { env: { PAGER_TOKEN: "hunter2hunter2" } });
  assert.match(logs.join("\n"), /^info: the token is \*+$/m);
  assert.match(logs.join("\n"), /warn: The plugin "leaky" failed in dispose: stuck/);
});

test.run();
