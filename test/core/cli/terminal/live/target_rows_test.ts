import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import fc from "fast-check";
import { test } from "uvu";
import { formatTargetRows } from "#core/cli/terminal/live/target_rows.ts";
import { createPaint } from "#core/cli/terminal/text/format.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import { widthOf } from "#core/cli/terminal/text/text_width.ts";
import type { Outcome, Severity } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeDone, makeFailed, makeSkipped, makeVulnerability } from "#support/outcomes.ts";

const glyphs = chooseGlyphs({ LANG: "C.UTF-8" }, "linux");
const format = (outcome: Outcome, width: number, { color = false } = {}) =>
  formatTargetRows(outcome, { width, paint: createPaint(color), glyphs, leftOut: "" });

const some = (severity: Severity, count: number) =>
  Array.from({ length: count }, () => makeVulnerability({ severity }));
const image = "registry.example.com/platform/payments-gateway:2024.11.27";
const mixed = [...some("CRITICAL", 2), ...some("HIGH", 120), ...some("LOW", 3)];
const outcomes: readonly Outcome[] = [
  makeDone(mixed, { image, minSeverity: "UNKNOWN" }),
  makeDone(some("HIGH", 5), { image: "nginx:1.27", minSeverity: "HIGH" }),
  makeDone([], { image: "redis:7" }),
  makeFailed({ image: "gone:1" }),
  makeSkipped({ image: "old:1" }),
  {
    ...makeSkipped({ image: "new:1" }),
    reason: "find its digest, then scan with Trivy at HIGH,CRITICAL",
    planned: true,
  },
];

test("at 80 columns, names, counts and times stand below each other", () => {
  assert.deepEqual(
    outcomes.flatMap((outcome) => format(outcome, 79)),
    [
      "✓ registry.examp…m/payments-gateway:2024.11.27   2C 120H    ·   3L    ·    2.2s",
      "✓ nginx:1.27                                      ·   5H                   2.2s",
      "✓ redis:7                                                         clean    2.2s",
      "✗ gone:1                                       IMAGE_NOT_FOUND             2.2s",
      '    There is no image "nginx:1.27"',
      "- old:1                                        up to date",
      "→ new:1  find its digest, then scan with Trivy at HIGH,CRITICAL",
    ],
  );
});

test("at 40 columns, the counts that matter are left", () => {
  assert.deepEqual(
    outcomes.flatMap((outcome) => format(outcome, 39)),
    [
      "✓ registr…way:2024.11.27   2C 120H   +3",
      "✓ nginx:1.27                ·   5H",
      "✓ redis:7                         clean",
      "✗ gone:1  IMAGE_NOT_FOUND",
      '    There is no image "nginx:1.27"',
      "- old:1                  up to date",
      "→ new:1",
      "    find its digest, then scan with",
      "    Trivy at HIGH,CRITICAL",
    ],
  );
});

test("no row is wider than the terminal, from 40 to 200 columns, whatever names and reasons say", () => {
  const name = fc.oneof(
    fc.constant(image),
    fc.string({ unit: "grapheme", maxLength: 300 }),
    fc.constant("漢字/".repeat(40)),
  );
  const width = fc.integer({ min: 39, max: 199 });
  fc.assert(
    fc.property(name, width, fc.boolean(), (image, width, color) => {
      const { error, ...failed } = makeFailed({ image });
      const scans = [fakeScan({ caveats: [{ code: "OS_UNKNOWN", message: "It is not known ".repeat(20) }] })];
      const caveat = makeDone(mixed, { image });
      const rows = [
        ...[makeDone(mixed, { image }), makeDone([], { image }), makeSkipped({ image })],
        { ...failed, error: { ...error, message: "word ".repeat(100) } },
        { ...caveat, data: { ...caveat.data, scans } },
      ].flatMap((outcome) => format(outcome, width, { color }));
      for (const row of rows) assert.ok(widthOf(row) <= width, `${widthOf(row)} > ${width}: ${row}`);
    }),
  );
});

test("a caveat stands below its target, which is marked", () => {
  const { data, ...done } = makeDone([]);
  const scans = [fakeScan({ caveats: [{ code: "OS_UNKNOWN", message: "It is not known" }] })];
  const [row = "", caveat] = format({ ...done, data: { ...data, scans } }, 79);
  assert.match(row, /^! nginx:1\.27 +no findings +2\.2s$/);
  assert.equal(caveat, "    OS_UNKNOWN: It is not known");
});

test("accepted findings are counted below their target alone", () => {
  const accepted = { status: "accepted", reason: "not reachable", rule: "scan.accept.yaml:3" } as const;
  const findings = some("CRITICAL", 2).map((finding) => ({ ...finding, accepted }));
  const [row = "", ...below] = format(makeDone(findings, { image: "a:1" }), 79);
  assert.match(row, /^✓ a:1 .* clean /);
  assert.deepEqual(below, ["    2 accepted"]);
});

test("a note stands where the counts would, or below; nothing unscanned is called clean", () => {
  const { data: _, ...done } = makeDone([]);
  assert.match(
    format({ ...done, data: { note: "a scan is\nrequested" } }, 79)[0] ?? "",
    /^✓ nginx:1\.27 +a scan is\\u\{a\}requested +2\.2s$/,
  );
  assert.match(format({ ...done, data: {} }, 79)[0] ?? "", /^✓ nginx:1\.27 +2\.2s$/);
});

test("colours add nothing but colours", () => {
  for (const outcome of outcomes) {
    const [plain, colored] = [format(outcome, 79), format(outcome, 79, { color: true })];
    assert.notDeepEqual(plain, colored);
    assert.deepEqual(colored.map(stripVTControlCharacters), plain);
  }
});

test.run();
