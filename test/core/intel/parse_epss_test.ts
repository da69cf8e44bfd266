import assert from "node:assert/strict";
import * as fc from "fast-check";
import { test } from "uvu";
import { parseEpss } from "#core/intel/mod.ts";
import { type EpssRow, makeEpss } from "#support/intel_files.ts";

const parse = (text: string) => parseEpss(Buffer.from(text));

function failure(text: string): string {
  try {
    parse(text);
  } catch (error) {
    const { line, message } = error as { line?: number; message: string };
    return `${line}: ${message}`;
  }
  return "nothing";
}

test("parseEpss() reads a file of 250,000 rows, and finds each of them", () => {
  const text = makeEpss([["CVE-2021-44228", "0.94358", "0.9996"]], { rows: 250_000, date: "2026-11-26" });
  const before = process.memoryUsage().arrayBuffers;
  const scores = parse(text);
  assert.deepEqual([scores.date, scores.version, scores.size], ["2026-11-26", "v2025.03.14", 250_001]);
  assert.deepEqual(scores.find("CVE-2021-44228"), { score: 0.94358, percentile: 0.9996 });
  assert.deepEqual(scores.find("cve-2021-44228"), { score: 0.94358, percentile: 0.9996 });
  for (const line of text.split("\n").slice(2, -1)) {
    const [id = "", score, percentile] = line.split(",");
    const found = scores.find(id);
    // One assertion for each would take seconds.
    if (found?.score !== Number(score) || found.percentile !== Number(percentile)) assert.fail(`${line}: ${found}`);
  }
  assert.equal(scores.find("CVE-2021-44229"), undefined);
  assert.ok(process.memoryUsage().arrayBuffers - before < 64 * 2 ** 20);
});

test("parseEpss() reads older headers, other ends of lines and other ways to write a number", () => {
  const rows: readonly EpssRow[] = [
    ["CVE-2020-0001", "1.0", "1"],
    ["CVE-2020-0002", "9.0e-05", "0"],
    ["CVE-2020-1234567890123", "0.000430000", "0.099790000"],
  ];
  const scores = parse(makeEpss(rows, { lineEnd: "\r\n" }).replace("00:00Z", "00:00+0000"));
  assert.deepEqual(scores.find("CVE-2020-0001"), { score: 1, percentile: 1 });
  assert.deepEqual(scores.find("CVE-2020-0002"), { score: 0.00009, percentile: 0 });
  assert.deepEqual(scores.find("CVE-2020-1234567890123"), { score: 0.00043, percentile: 0.09979 });
  // Other numbers than these, although the digits have the same value.
  assert.equal(scores.find("CVE-2020-00001"), undefined);
});

test("parseEpss() finds what is there, and nothing else, whatever the ids", () => {
  const id = fc.tuple(fc.integer({ min: 1990, max: 2105 }), fc.bigInt({ min: 1n, max: 10n ** 12n }));
  const ids = fc.uniqueArray(
    id.map(([year, number]) => `CVE-${year}-${String(number).padStart(4, "0")}`),
    { minLength: 2, maxLength: 50 },
  );
  fc.assert(
    fc.property(ids, ([missing = "", ...present]) => {
      const scores = parse(makeEpss(present.map((one, index) => [one, `0.${index + 1}`, "0.5"])));
      for (const [index, one] of present.entries()) assert.equal(scores.find(one)?.score, Number(`0.${index + 1}`));
      assert.equal(scores.find(missing), undefined);
    }),
  );
});

test("parseEpss() names the first line that is wrong", () => {
  const sound = makeEpss([["CVE-2020-0001", "0.1", "0.2"]], { date: "2026-11-26" });
  const header = "#model_version:v2025.03.14,score_date:2026-11-26T00:00:00Z\n";
  const cases: readonly (readonly [string, RegExp])[] = [
    ["", /^1: expected "#model_version/],
    ["<html>\n", /^1: expected "#model_version:...,score_date:YYYY-MM-DD...", not "<html>"/],
    [sound.replace("2026-11-26", "2026-99-26"), /^1: expected/],
    [
      sound.replace("cve,epss,percentile", "cve,score,percentile"),
      /^2: expected the columns cve,epss,percentile, not "cve,score,percentile"/,
    ],
    [`${header}cve,epss,percentile\n`, /^undefined: it has no scores/],
    [`${sound}CVE-2020-0002,0.1\n`, /^4: expected cve,epss,percentile, not "CVE-2020-0002,0.1"/],
    [`${sound}CVE-2020-0002,0.1,0.2,0.3\n`, /^4: expected cve,epss,percentile/],
    [`${sound}\n`, /^4: expected cve,epss,percentile, not ""/],
    [`${sound}CVE-2020-0002,NaN,0.2\n`, /^4: epss is "NaN", not a number from 0 to 1/],
    [`${sound}CVE-2020-0002,-0.1,0.2\n`, /^4: epss is "-0.1"/],
    [`${sound}CVE-2020-0002,Infinity,0.2\n`, /^4: epss is/],
    [`${sound}CVE-2020-0002,1.0001,0.2\n`, /^4: epss is/],
    [`${sound}CVE-2020-0002,0.1,99\n`, /^4: percentile is "99"/],
    [`${sound}CVE-2020-0002,0.1,\n`, /^4: expected/],
    [`${sound}GHSA-1,0.1,0.2\n`, /^4: expected a CVE id, not "GHSA-1"/],
    [`${sound}CVE-2020-0002,0.1,0.2\nCVE-2020-0001,0.5,0.5\n`, /^5: the same CVE id as in line 3/],
    [`${sound}CVE-1980-0001,0.1,0.2\ncve-1980-0001,0.5,0.5\n`, /^5: the same CVE id as in line 4/],
    [`${sound}${"x".repeat(2_000)}\n`, /^4: the line has more than 1000 bytes/],
    ["x".repeat(5_000_000), /^1: the line has more than 1000 bytes/],
  ];
  for (const [text, expected] of cases) assert.match(failure(text), expected);
});

test.run();
