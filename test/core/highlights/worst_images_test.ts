import assert from "node:assert/strict";
import { test } from "uvu";
import { createWorstImages } from "#core/kit.ts";
import type { DoneOutcome, Severity } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeDone, makeFailed, makeSecret, makeVulnerability } from "#support/outcomes.ts";

const fix = { state: "fixed", versions: ["2"] } as const;
const find = (...severities: readonly Severity[]) => severities.map((severity) => makeVulnerability({ severity, fix }));

/** An image whose digest is known. */
function makeImage(image: string, digest: string, severities: readonly Severity[]): DoneOutcome {
  const outcome = makeDone(find(...severities), { image, minSeverity: "UNKNOWN" });
  return { ...outcome, data: { ...outcome.data, image: { reference: image, digest, source: "registry" } } };
}

test("the images with the most critical findings stand first, then those with the most high ones", () => {
  const worst = createWorstImages(3);
  worst.add(makeDone(find("HIGH", "HIGH", "HIGH"), { image: "high" }));
  worst.add(makeDone(find("CRITICAL"), { image: "critical", platform: "linux/arm64" }));
  worst.add(makeDone(find("LOW"), { image: "low" }));
  worst.add(makeDone([makeSecret("CRITICAL"), ...find("CRITICAL")], { image: "both" }));
  worst.add(makeDone([], { image: "clean" }));
  assert.deepEqual(
    worst.list().map(({ name, fixable, secrets }) => [name, fixable, secrets]),
    [
      ["both", 1, 1],
      ["critical (linux/arm64)", 1, 0],
      ["high", 3, 0],
    ],
  );
  assert.equal(worst.affected, 4);
});

test("an image with several names stands there once, with the counts of the scan that saw more", () => {
  const worst = createWorstImages(2);
  worst.add(makeImage("a:1", "sha256:a", ["HIGH"]));
  worst.add(makeImage("b:1", "sha256:b", ["HIGH", "HIGH"]));
  worst.add(makeImage("a:2", "sha256:a", ["HIGH"]));
  worst.add(makeImage("a:3", "sha256:a", ["HIGH", "LOW"]));
  const rows = worst.list().map(({ name, otherNames, severities }) => [name, otherNames, severities.LOW]);
  assert.deepEqual(rows, [
    ["b:1", 0, 0],
    ["a:1", 2, 1],
  ]);
});

test("images of which nothing says that they are one stand apart, and caveats are remembered", () => {
  const worst = createWorstImages(5, ({ status }) => status);
  const doubtful = makeDone(find("HIGH"));
  const scans = [fakeScan({ caveats: [{ code: "OS_UNKNOWN", message: "It is not known" }] })];
  worst.add({ ...doubtful, data: { ...doubtful.data, scans } });
  worst.add(makeDone(find("HIGH")));
  worst.add({ ...makeFailed(), data: makeImage("a", "sha256:a", ["HIGH"]).data });
  worst.add(makeImage("a", "sha256:a", ["HIGH"]));
  assert.deepEqual(
    worst.list().map(({ details, hasCaveats }) => [details, hasCaveats]),
    [
      ["done", true],
      ["done", false],
      ["failed", false],
      ["done", false],
    ],
  );
});

test.run();
