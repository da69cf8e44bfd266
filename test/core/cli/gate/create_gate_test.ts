import assert from "node:assert/strict";
import { test } from "uvu";
import { createGate } from "#core/cli/gate/create_gate.ts";
import type { FailOn, FindingRule } from "#core/config/fail_on.ts";
import { emptySummary, foldSummary } from "#core/kit.ts";
import type { Finding, Outcome, Summary } from "#core/mod.ts";
import {
  makeDone,
  makeFailed,
  makeLicense,
  makeMisconfiguration,
  makeSecret,
  makeVulnerability,
} from "#support/outcomes.ts";

/** Runs outcomes past a gate. Returns whether it is hit, and what it says. */
function pass(failOn: FailOn, outcomes: readonly Outcome[], rules?: Summary["rules"]) {
  const said: string[] = [];
  const note = (level: string) => (message: string) => void said.push(`${level}: ${message}`);
  const log = { debug: note("debug"), info: note("info"), warn: note("warn"), error: note("error") };
  const gate = createGate(failOn);
  const events = outcomes.map((outcome) => ({ type: "target.finished", pipeline: "remote", outcome }) as const);
  let summary: Summary = { ...emptySummary(), ...(rules && { rules }) };
  for (const event of events) {
    gate.watch(event, log);
    summary = foldSummary(summary, event);
  }
  gate.watch({ type: "run.finished", summary }, log);
  return { isHit: gate.isHit(summary), said };
}

const fixed = { state: "fixed", versions: ["2.36-10"] } as const;

/** Whether a rule is hit by a finding. */
function isHit(rule: FindingRule, finding: Finding): boolean {
  return pass({ rules: [rule] }, [makeDone([finding])]).isHit;
}

test("a finding has to meet all conditions of a rule", () => {
  const rule = { severity: "HIGH", fixable: true, kinds: ["vulnerability"] } as const;
  assert.equal(isHit(rule, makeVulnerability({ fix: fixed })), true);
  assert.equal(isHit(rule, makeVulnerability({ fix: fixed, severity: "MEDIUM" })), false);
  assert.equal(isHit(rule, makeVulnerability()), false);
  assert.equal(isHit(rule, makeSecret("CRITICAL")), false);
});

test("fixable leaves out only vulnerabilities that nothing fixes", () => {
  for (const finding of [makeSecret("LOW"), makeMisconfiguration(), makeLicense(), makeVulnerability({ fix: fixed })]) {
    assert.equal(isHit({ fixable: true }, finding), true, finding.kind);
  }
  assert.equal(isHit({ fixable: true }, makeVulnerability({ severity: "CRITICAL" })), false);
});

test("of a rule about new findings, what was not compared counts as new, and the gate says so", () => {
  const rule = { newOnly: true, severity: "HIGH" } as const;
  const [known, added] = [makeVulnerability({ severity: "HIGH" }), makeSecret("CRITICAL")];
  const comparison = { with: "yesterday", gone: [] };
  const compared = { ...makeDone([known]), comparison };
  assert.equal(pass({ rules: [rule] }, [compared]).isHit, false);
  const { isHit: isNewHit, said } = pass({ rules: [rule] }, [
    { ...makeDone([known, { ...added, isNew: true }]), comparison },
  ]);
  assert.equal(isNewHit, true);
  assert.match(said.join("\n"), /--fail-on HIGH,new: 1 finding in 1 target: (?!.*count as new)/);
  const first = pass({ rules: [rule] }, [makeDone([known])]);
  assert.equal(first.isHit, true);
  assert.match(first.said.join("\n"), /; all of 1 target count as new: no earlier run is known/);
  // Both runs report CRITICAL only: of a HIGH one nobody knows.
  const narrow = { ...compared, comparison: { ...comparison, minSeverity: "CRITICAL" } } as const;
  assert.equal(pass({ rules: [rule] }, [narrow]).isHit, true);
});

test("a finding without a score has the highest one of its severity", () => {
  const scored = (severity: Finding["severity"], score?: number) =>
    makeVulnerability({ severity, ...(score !== undefined && { cvss: [{ source: "nvd", version: 3, score }] }) });
  assert.equal(isHit({ cvss: 9 }, scored("HIGH", 9.8)), true);
  assert.equal(isHit({ cvss: 9 }, scored("CRITICAL", 8.9)), false);
  assert.equal(isHit({ cvss: 9 }, scored("CRITICAL")), true);
  assert.equal(isHit({ cvss: 8.9 }, scored("HIGH")), true);
  assert.equal(isHit({ cvss: 9 }, scored("HIGH")), false);
  assert.equal(isHit({ cvss: 7 }, scored("MEDIUM")), false);
  assert.equal(isHit({ cvss: 9 }, scored("UNKNOWN")), true);
  assert.equal(isHit({ cvss: 9 }, makeSecret("CRITICAL")), true);
});

test("of several rules one is enough, and each that is hit says so", () => {
  const rules = [{ severity: "CRITICAL" }, { kinds: ["secret"] }, { kinds: ["license"] }] as const;
  const { isHit, said } = pass({ rules }, [makeDone([makeVulnerability(), makeSecret("LOW")])]);
  assert.equal(isHit, true);
  assert.deepEqual(said, [
    "error: nginx:1.27  1 LOW  AWS Access Key ID in /app/.env",
    "error: --fail-on secret: 1 finding in 1 target: aws-access-key-id",
  ]);
});

test("the gate names the worst images with their worst finding, then its reason with the worst three of all", () => {
  const find = (id: string, severity: Finding["severity"] = "HIGH") => makeVulnerability({ id, severity, fix: fixed });
  const outcomes = [
    makeDone([find("CVE-1"), find("CVE-2"), find("CVE-3"), makeVulnerability({ severity: "LOW" })], { image: "a:1" }),
    makeDone([find("CVE-3"), find("CVE-4", "CRITICAL")], { image: "b:1" }),
    makeDone([find("CVE-1")], { image: "c:1" }),
    makeDone([find("CVE-5", "CRITICAL"), find("CVE-0")], { image: "d:1" }),
    makeFailed({ image: "e:1" }),
  ];
  const { said } = pass({ rules: [{ severity: "HIGH" }] }, outcomes);
  assert.deepEqual(said, [
    "error: b:1  1 CRITICAL 1 HIGH  CVE-4 in libc6 2.36-9 -> 2.36-10",
    "error: d:1  1 CRITICAL 1 HIGH  CVE-5 in libc6 2.36-9 -> 2.36-10",
    "error: a:1  3 HIGH  CVE-1 in libc6 2.36-9 -> 2.36-10",
    "error: --fail-on HIGH: 8 findings at HIGH or above in 4 targets: CVE-4, CVE-5, CVE-0, ...; and 1 target could not be scanned",
  ]);
});

test("a gate that passes says what it does not cover, rule by rule", () => {
  const rules = [{ severity: "HIGH" }, { fixable: true }] as const;
  assert.deepEqual(pass({ rules }, [makeDone([]), makeDone([], { minSeverity: "CRITICAL" })]), {
    isHit: false,
    said: [
      "warn: --fail-on HIGH does not cover 1 target scanned only for higher severities: add --severity HIGH, or set severity=4 in the list",
      "warn: --fail-on fixable does not cover 2 targets scanned only for higher severities: add --severity UNKNOWN, or set severity=1 in the list",
    ],
  });
  const unscanned = { ...makeDone([]), data: {} };
  assert.deepEqual(pass({ rules }, [unscanned]).said, [
    "warn: --fail-on HIGH --fail-on fixable does not cover 1 target that no scanner looked at",
  ]);
});

test("caveats are hits only where they are asked for: all, or those with a code", () => {
  const summary = { ...emptySummary(), withCaveats: 1, caveats: { OS_UNKNOWN: 1 } };
  const isHit = (failOn: Partial<FailOn>) => createGate({ rules: [], ...failOn }).isHit(summary);
  assert.equal(isHit({}), false);
  assert.equal(isHit({ rules: [{ severity: "UNKNOWN" }] }), false);
  assert.equal(isHit({ caveats: true }), true);
  assert.equal(isHit({ caveats: ["OS_END_OF_LIFE", "OS_UNKNOWN"] }), true);
  assert.equal(isHit({ caveats: ["OS_END_OF_LIFE"] }), false);
  assert.equal(createGate({ rules: [], caveats: true }).isHit(emptySummary()), false);
});

test("rules for accepted findings that have ended, or match nothing, fail the run that asks for it", () => {
  const rules = { ended: 1, unused: 2 };
  assert.equal(pass({ rules: [] }, [makeDone([])], rules).isHit, false);
  const { isHit: isBoth, said } = pass({ rules: [], stale: ["ended", "unused"] }, [makeDone([])], rules);
  assert.equal(isBoth, true);
  assert.deepEqual(said, [
    "error: --fail-on ended-rules: 1 rule for accepted findings; --fail-on unused-rules: 2 rules for accepted findings",
  ]);
  assert.equal(pass({ rules: [], stale: ["ended"] }, [makeDone([])], { ended: 0, unused: 2 }).isHit, false);
  const partly = pass({ rules: [], stale: ["unused"] }, [makeDone([]), makeFailed()], { ended: 0, unused: 0 });
  assert.deepEqual(partly, {
    isHit: false,
    said: ["warn: --fail-on unused-rules cannot judge: 1 target could not be scanned"],
  });
});

test.run();
