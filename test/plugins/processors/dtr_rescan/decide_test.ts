import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import type { Decision } from "#plugins/lib/clients/dtr/mod.ts";
import { decide, type LastScan } from "#plugins/processors/dtr_rescan/decide.ts";

const NOW = new Date("2026-03-01T12:00:00.000Z");
const ZERO = "0001-01-01T00:00:00Z";
const LIMIT = 15;

function daysAgo(days: number, moreMs = 0): string {
  return new Date(NOW.getTime() - days * 86_400_000 - moreMs).toISOString();
}

/** The ages of the table; each but the first as a date with nanoseconds. */
const DATES = {
  never: ZERO,
  below: daysAgo(LIMIT - 1).replace("Z", "123456Z"),
  equal: daysAgo(LIMIT).replace("Z", "999999Z"),
  above: daysAgo(LIMIT + 1).replace("Z", "000001Z"),
} as const;

type Age = keyof typeof DATES;

/** What is expected, written out: by should_rescan, status 0 to 7. S scan, P pending, U up to date, - nothing. */
const WITHOUT_DAYS = { true: "SSSSSPSS", false: "S----PU-" } as const;
const OVER_LIMIT = { true: "SSSSSPSS", false: "SSSSSPSS" } as const;
const TABLES = {
  never: OVER_LIMIT,
  below: WITHOUT_DAYS,
  equal: WITHOUT_DAYS,
  above: OVER_LIMIT,
} as const satisfies Record<Age, unknown>;
const LETTERS: Readonly<Record<string, Decision>> = { S: "scan", P: "pending", U: "up-to-date", "-": "none" };

for (const days of [undefined, LIMIT]) {
  for (const age of Object.keys(DATES) as Age[]) {
    for (const shouldRescan of [true, false]) {
      const row = (days === undefined ? WITHOUT_DAYS : TABLES[age])[`${shouldRescan}`];
      const limit = days === undefined ? "without days" : `with days ${days}`;
      test(`decide() ${limit}, last check ${age}, should_rescan ${shouldRescan}: by status ${row}`, () => {
        for (const [lastScanStatus, letter] of [...row].entries()) {
          const lastScan = { lastScanStatus, shouldRescan, checkCompletedAt: DATES[age] };
          const { decision, reason } = decide(lastScan, { days, now: NOW, busyStatuses: [5] });
          assert.equal(decision, LETTERS[letter], `status ${lastScanStatus}: ${reason}`);
          assert.ok(reason !== "");
        }
      });
    }
  }
}

test("decide() takes a tag without a summary for one that was never scanned", () => {
  for (const days of [undefined, LIMIT]) {
    const verdict = decide(undefined, { days, now: NOW, busyStatuses: [5] });
    assert.deepEqual([verdict.decision, verdict.ageDays], ["scan", undefined]);
    assert.match(verdict.reason, /never/);
  }
});

test("decide() tells a failed scan from one that never was, and names the status that no rule knows", () => {
  const reasonOf = (lastScan: LastScan) => decide(lastScan, { now: NOW, busyStatuses: [5] }).reason;
  const base = { lastScanStatus: 0, shouldRescan: false };
  assert.match(reasonOf({ ...base, checkCompletedAt: DATES.below }), /failed/);
  assert.match(reasonOf({ ...base, checkCompletedAt: ZERO }), /never scanned/);
  assert.match(reasonOf({ ...base, lastScanStatus: 7, checkCompletedAt: ZERO }), /status 7 \(unknown\)/);
});

test("decide() counts whole days: a millisecond makes the difference", () => {
  const ageOf = (checkCompletedAt: string) =>
    decide({ lastScanStatus: 6, shouldRescan: false, checkCompletedAt }, { days: 1, now: NOW, busyStatuses: [] });
  assert.deepEqual([ageOf(daysAgo(2, -1)).ageDays, ageOf(daysAgo(2, -1)).decision], [1, "up-to-date"]);
  assert.deepEqual([ageOf(daysAgo(2)).ageDays, ageOf(daysAgo(2)).decision], [2, "scan"]);
  assert.equal(ageOf(daysAgo(-3)).ageDays, 0, "a clock that is ahead");
  assert.equal(ageOf("2026-02-28T13:00:00.000000001+01:00").ageDays, 1);
  assert.equal(ageOf("").ageDays, undefined);
  assert.equal(ageOf("soon").decision, "scan", "what cannot be read is never");
});

test("decide() with days 0 scans what was checked a day ago, and not what was checked today", () => {
  const of = (checkCompletedAt: string) =>
    decide({ lastScanStatus: 6, shouldRescan: false, checkCompletedAt }, { days: 0, now: NOW, busyStatuses: [] });
  assert.equal(of(daysAgo(1)).decision, "scan");
  assert.equal(of(daysAgo(0, 1000)).decision, "up-to-date");
});

interface Case {
  readonly lastScan: LastScan;
  readonly age: number | undefined;
  readonly days: number | undefined;
  readonly busyStatuses: readonly number[];
}

/** The rules of the old tool, each on its own: when it applies, and what it says. */
const RULES: readonly (readonly [applies: (one: Case) => boolean, says: Decision])[] = [
  [({ lastScan, busyStatuses }) => busyStatuses.includes(lastScan.lastScanStatus), "pending"],
  [({ age, days }) => days !== undefined && (age ?? 700_000) > days, "scan"],
  [({ lastScan }) => !lastScan.shouldRescan && lastScan.lastScanStatus === 6, "up-to-date"],
  [({ lastScan }) => lastScan.shouldRescan, "scan"],
  [({ lastScan }) => lastScan.lastScanStatus === 0, "scan"],
  [() => true, "none"],
];

const anyCase: fc.Arbitrary<Case> = fc
  .record({
    lastScanStatus: fc.nat(8),
    shouldRescan: fc.boolean(),
    age: fc.option(fc.nat(40), { nil: undefined }),
    days: fc.option(fc.nat(40), { nil: undefined }),
    busyStatuses: fc.constantFrom([5], [2, 3, 4, 5], []),
  })
  .map(({ lastScanStatus, shouldRescan, age, days, busyStatuses }) => {
    const checkCompletedAt = age === undefined ? ZERO : daysAgo(age);
    return { lastScan: { lastScanStatus, shouldRescan, checkCompletedAt }, age, days, busyStatuses };
  });

test("decide() says what the first rule says that applies, whatever later ones say", () => {
  let conflicts = 0;
  fc.assert(
    fc.property(anyCase, (one) => {
      const applying = RULES.filter(([applies]) => applies(one)).map(([, says]) => says);
      if (new Set(applying.slice(0, -1)).size > 1) conflicts += 1;
      assert.equal(decide(one.lastScan, { ...one, now: NOW }).decision, applying[0]);
    }),
    { numRuns: 2000 },
  );
  assert.ok(conflicts > 100, `only ${conflicts} cases in which the order decides`);
});

test.run();
