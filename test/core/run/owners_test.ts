/** What a run does with rules for owners. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { Target } from "#core/mod.ts";
import { breakOff, resume } from "#support/broken_run.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { returning } from "#support/returning.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("processors, sinks and events see the owner, and rules that decide nothing are told", async () => {
  const { sink, outcomes } = collector();
  const seen: unknown[] = [];
  const look = (target: Target) => {
    seen.push(target.labels);
    return { findings: [] };
  };
  const owners = [
    { images: "a", owner: "@team-a", slack: "#a" },
    { images: "nothing/*", owner: "@gone" },
    { images: "b", owner: "@early" },
    { images: "b", owner: "@late" },
  ];
  const config = { sources: [images("a", "b", "c")], processors: [returning("finds", look)], sinks: [sink], owners };
  const { events, error } = await runToEnd(config);
  assert.equal(error, undefined);
  const labels = [{ owner: "@team-a", slack: "#a" }, { owner: "@late" }, undefined];
  assert.deepEqual(seen, labels);
  assert.deepEqual(
    outcomes.map(({ target }) => target.labels),
    labels,
  );
  const logs = events.flatMap((event) => (event.type === "log" ? [`${event.level}: ${event.message}`] : []));
  assert.deepEqual(logs, [
    "warn: No image of this run matches 1 rule for owners: owners[1] (nothing/*)",
    "warn: The last rule for owners that matches decides, so nothing is left to 1 rule: owners[2] (b)",
  ]);
});

test("other owners are no reason to scan again: a resumed run goes by its own rules", async () => {
  await inTempFolder(async (folder) => {
    await breakOff(folder, "b");
    const { error, outcomes, seen } = await resume(folder, { owners: [{ images: "*", owner: "@new" }] });
    assert.equal(error, undefined);
    assert.deepEqual(seen, ["bad", "c", "d"]);
    assert.ok(outcomes.every(({ target }) => target.labels?.owner === "@new"));
  });
});

test.run();
