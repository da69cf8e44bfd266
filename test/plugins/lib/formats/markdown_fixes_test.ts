import assert from "node:assert/strict";
import { test } from "uvu";
import { createFixes } from "#plugins/lib/formats/markdown_fixes.ts";
import { makePackage, makeVulnerability } from "#support/outcomes.ts";

const fixable = (name: string, id: string) =>
  makeVulnerability({ id, package: makePackage({ name }), fix: { state: "fixed", versions: ["2"] } });

test("fixes are counted over all images, the most urgent first; nothing is counted of what has no fix", () => {
  const fixes = createFixes();
  fixes.add([fixable("a", "1"), fixable("b", "2"), fixable("b", "3"), makeVulnerability()]);
  fixes.add([fixable("b", "2")]);
  assert.deepEqual(
    fixes.list(5).map(({ name, findings, images }) => [name, findings, images]),
    [
      ["b", 3, 2],
      ["a", 1, 1],
    ],
  );
  assert.equal(fixes.isThinned(), false);
});

test("of more packages than are kept, it says that its counts are too low", () => {
  const fixes = createFixes(4);
  for (const name of ["a", "b", "c", "d", "e"]) fixes.add([fixable(name, "1")]);
  assert.equal(fixes.isThinned(), true);
  assert.equal(fixes.list(5).length, 2);
});

test.run();
