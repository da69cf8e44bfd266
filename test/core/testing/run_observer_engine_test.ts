import assert from "node:assert/strict";
import { test } from "uvu";
import { z } from "zod";
import { defineEngine, defineObserver, defineProcessor } from "#core/mod.ts";
import { fakeOutcome, fakeTarget, runEngine, runObserver } from "#core/testing/mod.ts";

test("runObserver() has an observer watch a run with these outcomes, and rejects where it fails", async () => {
  const statuses: string[] = [];
  const strict = defineObserver({
    name: "strict",
    options: z.strictObject({ limit: z.number() }),
    setup: ({ limit }) => ({
      observe: (events$) =>
        events$.subscribe((event) => {
          if (event.type !== "target.finished") return;
          statuses.push(event.outcome.status);
          if (statuses.length > limit) throw new Error("too many");
        }),
    }),
  });
  const outcomes = [fakeOutcome(), fakeOutcome({ error: { code: "TIMEOUT" } }), fakeOutcome({ reason: "old" })];
  const { summary } = await runObserver(strict({ limit: 3 }), { outcomes });
  assert.deepEqual(statuses, ["done", "failed", "skipped"]);
  assert.equal(summary.emitted, 3);
  await assert.rejects(runObserver(strict({ limit: 3 }), { outcomes }), /"strict" failed in observe: too many/);
});

test("runEngine() has an engine run a pipeline of these processors; what it throws is the outcome of its target", async () => {
  const note = defineProcessor({ name: "note", setup: () => ({ process: () => ({ note: "seen" }) }) });
  const picky = defineEngine({
    name: "picky",
    setup: () => ({
      async open(pipeline) {
        const { process } = await pipeline.openHere();
        return {
          process(target) {
            if (target.image === "b") throw new Error("not this one");
            return process(target);
          },
        };
      },
    }),
  });
  const targets = ["a", "b"].map((image) => fakeTarget({ image }));
  const { outcomes } = await runEngine(picky(), { targets, processors: [note()] });
  assert.deepEqual(
    outcomes.map((outcome) => (outcome.status === "failed" ? outcome.error.message : outcome.data.note)),
    ["seen", 'The plugin "picky" failed in process: not this one'],
  );
});

test.run();
