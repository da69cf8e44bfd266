import assert from "node:assert/strict";
import { test } from "uvu";
import { emptySummary, foldSummary } from "#core/kit.ts";
import type { Outcome, ScanEvent } from "#core/mod.ts";
import {
  makeDone,
  makeFailed,
  makeLicense,
  makeMisconfiguration,
  makePackage,
  makeSecret,
  makeSkipped,
  makeTarget,
  makeVulnerability,
} from "#support/outcomes.ts";

function finish(outcome: Outcome): readonly ScanEvent[] {
  const { pipeline, target } = outcome;
  return [
    { type: "target.started", pipeline, target },
    { type: "target.finished", pipeline, outcome },
  ];
}

test("foldSummary() counts targets, findings by component type and severity, and keeps the failures", () => {
  const findings = [
    makeVulnerability({ severity: "CRITICAL" }),
    makeVulnerability({ severity: "LOW" }),
    makeVulnerability({ package: makePackage({ class: "language", type: "golang" }), severity: "LOW" }),
  ];
  const outcomes = [makeDone(findings), makeDone([]), makeFailed({ image: "gone:1" }), makeSkipped()];
  const events: ScanEvent[] = [...outcomes.flatMap(finish), { type: "artifact", plugin: "p", path: "/r.json" }];
  const summary = events.reduce(foldSummary, emptySummary());
  assert.deepEqual([summary.emitted, summary.done, summary.failed, summary.skipped], [4, 2, 1, 1]);
  assert.deepEqual(summary.severities, { UNKNOWN: 0, LOW: 2, MEDIUM: 0, HIGH: 0, CRITICAL: 1 });
  assert.deepEqual(summary.components["Debian-package"], { UNKNOWN: 0, LOW: 1, MEDIUM: 0, HIGH: 0, CRITICAL: 1 });
  assert.deepEqual(
    summary.failures.map(({ name, error }) => [name, error.code]),
    [["gone:1", "IMAGE_NOT_FOUND"]],
  );
  assert.deepEqual(summary.artifacts, ["/r.json"]);
});

test("foldSummary() counts findings of every kind by severity, so that --fail-on sees them all", () => {
  const findings = [makeSecret("CRITICAL"), makeMisconfiguration({ severity: "MEDIUM" }), makeLicense()];
  const summary = finish(makeDone(findings)).reduce(foldSummary, emptySummary());
  assert.deepEqual(summary.severities, { UNKNOWN: 0, LOW: 0, MEDIUM: 1, HIGH: 1, CRITICAL: 1 });
  assert.deepEqual(Object.keys(summary.components).sort(), ["Dockerfile-misconfiguration", "License", "Secret"]);
  assert.equal(summary.secrets, 1);
});

test("foldSummary() does not slow down with the number of failures", () => {
  const target = makeTarget();
  const outcome = makeFailed();
  let summary = emptySummary();
  for (let i = 0; i < 50_000; i += 1)
    summary = foldSummary(summary, { type: "target.finished", pipeline: "p", outcome: { ...outcome, target } });
  assert.equal(summary.failures.length, 50_000);
});

test.run();
