import assert from "node:assert/strict";
import { test } from "uvu";
import { formatBar } from "#core/cli/terminal/live/bar_row.ts";
import { emptyProgress, type Progress } from "#core/cli/terminal/live/progress.ts";
import { createPaint } from "#core/cli/terminal/text/format.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import { widthOf } from "#core/cli/terminal/text/text_width.ts";

const severities = { CRITICAL: 2, HIGH: 50, MEDIUM: 0, LOW: 7, UNKNOWN: 0 };
const halfway = { ...emptyProgress(), total: 40, finished: 20, scanned: 17, failed: 3, cached: 5, severities };

function format(progress: Progress, { width = 120, locale = "C.UTF-8" } = {}) {
  const glyphs = chooseGlyphs({ LANG: locale }, "linux");
  return formatBar({ progress, width, elapsedMs: 100_000, paint: createPaint(false), glyphs });
}

test("the bar shows how far the run is, failures, speed, time left and findings", () => {
  const bar = "█".repeat(12) + "░".repeat(12);
  const rest = "20/40  3 failed  5 cached  1m 40s  12/min  about 1m 40s left  2C 50H 7L";
  assert.equal(format(halfway), `${bar} ${rest}`);
  assert.equal(format(halfway, { locale: "C" }), `${"#".repeat(12)}${"-".repeat(12)} ${rest}`);
  assert.match(format({ ...halfway, finished: 500, total: 2000 }), / {2}5\.0\/s {2}about 5m 00s left/);
});

test("where nobody knows how many targets there are, they are counted", () => {
  const text = format({ ...halfway, total: undefined });
  assert.equal(text, "20 targets finished  3 failed  5 cached  1m 40s  12/min  2C 50H 7L");
});

test("what there is no room for is left out, from 40 to 200 columns", () => {
  for (let width = 39; width < 200; width += 1) {
    const row = format(halfway, { width });
    assert.ok(widthOf(row) <= width && /^[█░]{8,24} 20\/40 {2}3 failed/.test(row), row);
  }
});

test.run();
