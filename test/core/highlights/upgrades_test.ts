import assert from "node:assert/strict";
import { test } from "uvu";
import { createUpgrades, findNearestFix } from "#core/kit.ts";
import { makePackage, makeVulnerability } from "#support/outcomes.ts";

const fixable = (name: string, id: string, versions: readonly string[] = ["2"]) =>
  makeVulnerability({ id, severity: "HIGH", package: makePackage({ name }), fix: { state: "fixed", versions } });

test("upgrades are counted over all images, the most urgent first; nothing is counted of what has no fix", () => {
  const upgrades = createUpgrades();
  const critical = { ...fixable("c", "4"), severity: "CRITICAL" as const };
  const low = (id: string) => ({ ...fixable("d", id), severity: "LOW" as const });
  upgrades.add([fixable("a", "1"), fixable("b", "2"), fixable("b", "3"), makeVulnerability(), critical]);
  upgrades.add([fixable("b", "2"), low("5"), low("6"), low("7"), low("8")]);
  assert.deepEqual(
    upgrades.list(5).map(({ name, critical, high, findings, images }) => [name, critical, high, findings, images]),
    [
      ["b", 0, 3, 3, 2],
      ["c", 1, 0, 1, 1],
      ["a", 0, 1, 1, 1],
      ["d", 0, 0, 4, 1],
    ],
  );
  assert.deepEqual([upgrades.size, upgrades.list(1).length, upgrades.isThinned], [4, 1, false]);
});

test("an upgrade goes to the latest version that the advisories name for what is installed", () => {
  const upgrades = createUpgrades();
  upgrades.add([fixable("a", "1", ["2.40-1"]), fixable("a", "2", ["2.36-10", "2.99"]), fixable("a", "3", ["2.9-1"])]);
  assert.equal(upgrades.list(1)[0]?.fixed, "2.40-1");
  const found = { package: makePackage({ version: "1.22.3" }), fix: { state: "fixed", versions: ["1.23.6, 1.22.12"] } };
  assert.equal(findNearestFix(found as Parameters<typeof findNearestFix>[0]), "1.22.12");
});

test("of more packages than are kept, those that remove the most stay, and it says that its counts are too low", () => {
  const upgrades = createUpgrades(4);
  upgrades.add([fixable("urgent", "1"), fixable("urgent", "2")]);
  for (const name of ["a", "b", "c", "d"]) upgrades.add([fixable(name, "1")]);
  assert.equal(upgrades.isThinned, true);
  assert.equal(upgrades.size, 2);
  assert.equal(upgrades.list(1)[0]?.name, "urgent");
});

test("texts as long as an image likes are cut", () => {
  const upgrades = createUpgrades();
  upgrades.add([fixable("n".repeat(100_000), "1", ["9".repeat(100_000)])]);
  const [first] = upgrades.list(1);
  assert.deepEqual([first?.name.length, first?.fixed.length], [201, 101]);
});

test.run();
