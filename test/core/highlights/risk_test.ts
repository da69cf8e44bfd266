import assert from "node:assert/strict";
import * as fc from "fast-check";
import { test } from "uvu";
import { compareFindings, describeFinding, describeRisk } from "#core/highlights/mod.ts";
import { type Finding, type Intel, SEVERITIES } from "#core/model/mod.ts";
import { makeSecret, makeVulnerability } from "#support/outcomes.ts";

const FIXED = { state: "fixed", versions: ["2.17.1"] } as const;
const OPEN = { state: "affected", versions: [] } as const;
const KEV: Intel = { kev: { added: "2021-12-10", due: "2021-12-24" } };
const scored = (score: number, percentile = 0.5): Intel => ({ epss: { score, percentile, date: "2026-11-26" } });

/** From the riskiest to the least risky. */
const ORDER: readonly (readonly [string, Finding])[] = [
  ["exploited, critical, fixable", makeVulnerability({ severity: "CRITICAL", fix: FIXED, intel: KEV })],
  ["exploited, critical", makeVulnerability({ severity: "CRITICAL", fix: OPEN, intel: { ...KEV, ...scored(1) } })],
  ["exploited, low", makeVulnerability({ severity: "LOW", fix: OPEN, intel: KEV })],
  ["certain, critical, fixable", makeVulnerability({ severity: "CRITICAL", fix: FIXED, intel: scored(1) })],
  ["certain, critical", makeVulnerability({ severity: "CRITICAL", fix: OPEN, intel: scored(1) })],
  ["likely, high, fixable", makeVulnerability({ severity: "HIGH", fix: FIXED, intel: scored(0.9) })],
  ["likely, low", makeVulnerability({ severity: "LOW", fix: FIXED, intel: scored(0.9) })],
  ["unlikely, critical", makeVulnerability({ severity: "CRITICAL", fix: FIXED, intel: scored(0.02) })],
  ["without a score, critical", makeVulnerability({ severity: "CRITICAL", fix: FIXED })],
  ["without a score, critical, no fix", makeVulnerability({ severity: "CRITICAL", fix: OPEN })],
  ["without a score, high, fixable", makeVulnerability({ severity: "HIGH", fix: FIXED })],
  ["a secret", makeSecret("HIGH")],
  ["very unlikely, critical", makeVulnerability({ severity: "CRITICAL", fix: FIXED, intel: scored(0.001) })],
  ["next to never, low", makeVulnerability({ severity: "LOW", fix: OPEN, intel: scored(0) })],
];

test("compareFindings() puts what is exploited first, then EPSS x severity x fixable", () => {
  const sorted = [...ORDER].reverse().sort(([, a], [, b]) => compareFindings(a, b));
  assert.deepEqual(
    sorted.map(([name]) => name),
    ORDER.map(([name]) => name),
  );
});

test("compareFindings() without data goes by severity, then fix, then name", () => {
  const finding = fc
    .tuple(fc.constantFrom(...SEVERITIES), fc.boolean(), fc.constantFrom("CVE-1", "CVE-2", "CVE-3"))
    .map(([severity, isFixable, id]) => makeVulnerability({ severity, id, fix: isFixable ? FIXED : OPEN }));
  const keyOf = ({ severity, fix, id }: ReturnType<typeof makeVulnerability>) =>
    `${4 - SEVERITIES.indexOf(severity)} ${fix.versions.length > 0 ? 0 : 1} ${id}`;
  fc.assert(
    fc.property(finding, finding, (a, b) => {
      const [x, y] = [keyOf(a), keyOf(b)];
      assert.equal(Math.sign(compareFindings(a, b)), x < y ? -1 : x > y ? 1 : 0);
    }),
  );
});

test("describeRisk() says why, and only what is known", () => {
  const log4j = { fix: FIXED, intel: { ...KEV, ...scored(0.94358, 0.9996) } };
  const expected = "known exploited since 2021-12-10; EPSS 94 % (99th percentile); fixed in 2.17.1";
  assert.equal(describeRisk(makeVulnerability(log4j)), expected);
  const others: readonly (readonly [Intel, string])[] = [
    [
      { kev: { added: "2024-01-01", ransomware: true } },
      "known exploited since 2024-01-01, also by ransomware; no fix yet",
    ],
    [scored(0.0004, 0.12), "EPSS < 0.1 % (12th percentile); no fix yet"],
    [scored(0.0126, 0.61), "EPSS 1.3 % (61st percentile); no fix yet"],
    [scored(0.0996, 0.022), "EPSS 10 % (2nd percentile); no fix yet"],
    [scored(1, 1), "EPSS 100 % (99th percentile); no fix yet"],
    [scored(0, 0), "EPSS < 0.1 % (0th percentile); no fix yet"],
  ];
  for (const [intel, text] of others) assert.equal(describeRisk(makeVulnerability({ fix: OPEN, intel })), text);
  assert.equal(describeRisk(makeVulnerability({})), undefined);
  assert.equal(describeRisk(makeSecret("HIGH")), undefined);
});

test("describeFinding() names what is exploited, and what is likely to be", () => {
  const finding = makeVulnerability({ id: "CVE-2021-44228", fix: FIXED, intel: { ...KEV, ...scored(0.94) } });
  assert.match(
    describeFinding(finding, { secrets: false }),
    /^CVE-2021-44228 in .* -> 2\.17\.1, known exploited, EPSS 94 %$/,
  );
  const unlikely = makeVulnerability({ fix: FIXED, intel: scored(0.002) });
  assert.match(describeFinding(unlikely, { secrets: false }), / -> 2\.17\.1$/);
});

test.run();
