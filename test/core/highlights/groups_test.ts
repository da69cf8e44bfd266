import assert from "node:assert/strict";
import { test } from "uvu";
import { createCaveatGroups, createFailureGroups } from "#core/highlights/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeDone, makeFailed } from "#support/outcomes.ts";

test("createFailureGroups() groups by code, registry and what to do, the largest first", () => {
  const groups = createFailureGroups();
  groups.add(makeFailed({ image: "registry.example.com/a:1" }));
  for (let index = 0; index < 12; index += 1) groups.add(makeFailed({ image: `b:${index}` }));
  groups.add(makeFailed({ dockerfile: "./Dockerfile" }));
  groups.add(makeDone([]));
  const [first, ...others] = groups.list();
  assert.deepEqual([first?.host, first?.hint, first?.count], ["docker.io", "Check the name", 12]);
  assert.deepEqual(first?.names, ["b:0", "b:1", "b:2", "b:3", "b:4", "b:5", "b:6", "b:7", "b:8", "b:9"]);
  assert.deepEqual(
    others.map(({ host, count, names }) => [host, count, names]),
    [
      ["registry.example.com", 1, ["registry.example.com/a:1"]],
      [undefined, 1, ["./Dockerfile"]],
    ],
  );
});

test("createFailureGroups() keeps a limited number of groups, and counts all", () => {
  const groups = createFailureGroups();
  for (let index = 0; index < 2000; index += 1) {
    const failed = makeFailed({ image: `a:${index}` });
    groups.add({ ...failed, error: { ...failed.error, hint: `Hint ${index}` } });
  }
  const list = groups.list();
  assert.ok(list.length <= 501, String(list.length));
  assert.equal(
    list.reduce((sum, { count }) => sum + count, 0),
    2000,
  );
});

test("createCaveatGroups() counts a target once for each code", () => {
  const scan = (...codes: readonly string[]) => fakeScan({ caveats: codes.map((code) => ({ code, message: "x" })) });
  const groups = createCaveatGroups();
  groups.add({ ...makeDone([]), data: { scans: [scan("ODD", "OLD"), scan("ODD")] } });
  groups.add({ ...makeDone([]), data: { scans: [scan("ODD")] } });
  assert.deepEqual(
    groups.list().map(({ code, count }) => [code, count]),
    [
      ["ODD", 2],
      ["OLD", 1],
    ],
  );
});

test.run();
