/** Whatever two runs found: what one way is new is gone the other way, and new, known and changed make up the second run. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { type Finding, type Outcome, SEVERITIES } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeScan, fakeTarget } from "#core/testing/mod.ts";
import {
  type Change,
  comparePair,
  type ImageDiff,
  loadRun,
  pairImages,
} from "#plugins/lib/history/questions/diff/mod.ts";
import { beginRun, createRecorder, inTransaction, openHistory } from "#plugins/lib/history/store/mod.ts";
import { testHistory } from "#support/history_engines.ts";

const finding = fc
  .record({
    id: fc.constantFrom("CVE-1", "CVE-2", "CVE-3", "CVE-4"),
    severity: fc.constantFrom(...SEVERITIES),
    version: fc.constantFrom("1.0", "1.5", "2.0"),
    fixed: fc.constantFrom([], ["1.5"], ["3.0"]),
    scanner: fc.constantFrom("trivy", "other"),
  })
  .map(({ id, severity, version, fixed, scanner }): Finding => {
    const fix = { state: "fixed" as const, versions: fixed };
    return fakeFinding({ id, severity, scanner, fix, package: { name: "zlib", version, class: "os", type: "debian" } });
  });

const outcome = fc
  .record({
    image: fc.constantFrom("app:1", "app:2", "app:3", "web:1", "web:2"),
    findings: fc.option(fc.array(finding, { maxLength: 5 })),
    minSeverity: fc.constantFrom(...SEVERITIES),
    hasCaveat: fc.boolean(),
  })
  .map(({ image, findings, minSeverity, hasCaveat }): Outcome => {
    const target = fakeTarget({ image, minSeverity });
    if (findings === null) return fakeOutcome({ target, error: { code: "TIMEOUT" } });
    const caveats = hasCaveat ? [{ code: "OS_END_OF_LIFE", message: "old" }] : [];
    const wanted = SEVERITIES.slice(SEVERITIES.indexOf(minSeverity));
    const scans = [fakeScan({ scanner: { name: "trivy" }, caveats })];
    return fakeOutcome({
      target,
      data: { findings: findings.filter(({ severity }) => wanted.includes(severity)), scans },
    });
  });

const run = fc.uniqueArray(outcome, { maxLength: 4, selector: ({ target }) => target.image });

testHistory(
  test,
  "diff(A, B) and diff(B, A) mirror each other, and new, known and changed make up B",
  async ({ place, engine }) => {
    const { db, close } = await openHistory(place, { isWritten: true });
    let count = 0;
    try {
      await fc.assert(
        fc.asyncProperty(run, run, fc.boolean(), fc.boolean(), async (first, second, isFirstWhole, isSecondWhole) => {
          const [a, b] = [await load(first, isFirstWhole), await load(second, isSecondWhole)];
          const [there, back] = [await diff(a, b), await diff(b, a)];
          assert.deepEqual(there.map(listAll).sort(), back.map(mirror).map(listAll).sort());
          for (const { pair, news, changed, known, notCompared } of there) {
            const found = second.find(({ target }) => target.image === pair.b?.name);
            const all = new Set((found?.data.findings ?? []).map((one) => JSON.stringify(one)));
            const other = new Set(changed.map((one) => one.finding.id));
            const severer = [...all].filter((one) => other.has((JSON.parse(one) as Finding).id)).length;
            assert.equal(news.length + known + severer + notCompared.b, all.size);
          }
        }),
        { numRuns: engine === "SQLite" ? 150 : 50 },
      );
    } finally {
      await close();
    }

    async function load(outcomes: readonly Outcome[], isWhole: boolean) {
      count += 1;
      const id = await beginRun(db, { uid: `run-${count}`, label: "", startedAt: new Date(0) });
      await inTransaction(db, (writing) => createRecorder(id).record(writing, outcomes));
      const state = isWhole ? "finished" : "interrupted";
      return await loadRun(db, { id, started_at: new Date(0).toISOString(), state });
    }
  },
);

async function diff(...sides: Parameters<typeof comparePair>[1]): Promise<readonly ImageDiff[]> {
  const pairs = pairImages(sides[0].images, sides[1].images);
  return await Promise.all(pairs.map((pair) => comparePair(pair, sides)));
}

/** What the comparison the other way round must say. */
function mirror({ pair, news, gone, changed, notCompared, ...rest }: ImageDiff): ImageDiff {
  return {
    ...rest,
    pair: { ...(pair.b && { a: pair.b }), ...(pair.a && { b: pair.a }) } as ImageDiff["pair"],
    news: gone,
    gone: news,
    changed: changed.map(({ finding, from, to }) => ({ finding, from: to, to: from })),
    notCompared: { a: notCompared.b, b: notCompared.a },
  };
}

function listAll({ pair, news, gone, changed, notCompared }: ImageDiff): string {
  const list = (changes: readonly Change[]) =>
    changes.map(({ finding: { id, severity, scanner }, doubt }) => [id, severity, scanner, doubt].join()).sort();
  const others = changed.map((one) => [one.finding.id, one.from, one.to].join()).sort();
  return JSON.stringify([pair.a?.name, pair.b?.name, list(news), list(gone), others, notCompared]);
}

test.run();
