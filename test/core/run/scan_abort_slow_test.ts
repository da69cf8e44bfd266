import assert from "node:assert/strict";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import { defineProcessor, scan } from "#core/mod.ts";
import { codeOf, collector, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";

test("scan() ends an interrupted run in order: nothing new, what runs is told, sinks end, the error says so", async () => {
  const controller = new AbortController();
  const { sink, outcomes, calls, summary } = collector();
  const started: string[] = [];
  const wait = defineProcessor({
    name: "wait",
    setup: () => ({
      async process({ target }, { signal }) {
        started.push(target.image ?? "");
        if (target.image === "a") return undefined;
        controller.abort();
        assert.ok(signal.aborted);
        throw coreError("ABORTED", { reason: "the scan was stopped" });
      },
    }),
  })();
  const { error, last } = await runToEnd(
    { sources: [images("a", "b", "c")], processors: [wait], sinks: [sink] },
    { signal: controller.signal },
  );
  assert.equal(codeOf(error), "ABORTED");
  assert.deepEqual(started, ["a", "b"]);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["done", "failed"],
  );
  assert.deepEqual(calls, ["end", "dispose"]);
  assert.equal(summary()?.interrupted, true);
  assert.equal(last?.emitted, 2);
});

test("scan() is not held up by a source that waits while the run is interrupted", async () => {
  const controller = new AbortController();
  const source = sourceOf(async function* () {
    yield image("a");
    setImmediate(() => controller.abort());
    await new Promise(() => {});
  });
  const alive = setInterval(() => {}, 1000);
  const { error, last } = await runToEnd({ sources: [source] }, { signal: controller.signal });
  clearInterval(alive);
  assert.equal(codeOf(error), "ABORTED");
  assert.equal(last?.done, 1);
});

test("scan() aborts the run when the consumer unsubscribes, and still disposes", async () => {
  const aborted = new Promise<void>((resolve, reject) => {
    const wait = defineProcessor({
      name: "wait",
      setup: () => ({
        process: (_, { signal }) =>
          new Promise<undefined>((done) => signal.addEventListener("abort", () => done(undefined))),
        dispose: resolve,
      }),
    })();
    const subscription = scan({ sources: [images("a")], processors: [wait] }).subscribe({
      next: (event) => event.type === "target.started" && setImmediate(() => subscription.unsubscribe()),
      error: reject,
    });
  });
  await aborted;
});

test.run();
