import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { formatLanes } from "#core/cli/terminal/live/lane_rows.ts";
import { emptyProgress, type Progress, reduceProgress } from "#core/cli/terminal/live/progress.ts";
import { createPaint } from "#core/cli/terminal/text/format.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import { widthOf } from "#core/cli/terminal/text/text_width.ts";
import type { ScanEvent } from "#core/mod.ts";
import { makeTarget } from "#support/outcomes.ts";

const glyphs = chooseGlyphs({ LANG: "C.UTF-8" }, "linux");
const at = (image: string) => ({ pipeline: "remote", target: `image:${image}`, plugin: "trivy" });

const starts = (image: string): ScanEvent => {
  return { type: "target.started", pipeline: "remote", target: makeTarget({ id: `image:${image}`, image }) };
};
const scans = (image: string): ScanEvent => ({ type: "processor.started", ...at(image), activity: "scanning" });
const reason = (image: string) => `Cannot scan "${image}": HTTP 503 Service Unavailable`;
const retries = (image: string): ScanEvent => {
  return { type: "target.retry", ...at(image), attempt: 3, of: 4, code: "X", reason: reason(image), delayMs: 9000 };
};

/** What has happened, by seconds. */
function follow(events: readonly (readonly [number, ScanEvent])[]): Progress {
  return events.reduce((progress, [s, event]) => reduceProgress(progress, event, s * 1000), emptyProgress());
}

function format(progress: Progress, { width = 60, height = 10, now = 20_000, leftOut = "" } = {}) {
  return formatLanes({ progress, width, height, now, leftOut, elapsedMs: now, paint: createPaint(false), glyphs });
}

test("each target in work has a row: what is done with it, and since when", () => {
  const progress = follow([
    [1, starts("reg.example.com/n13")],
    [2, scans("reg.example.com/n13")],
    [3, starts("nginx:1.27")],
    [4, scans("nginx:1.27")],
    [12, retries("reg.example.com/n13")],
    [18, starts("redis:7")],
  ]);
  assert.deepEqual(format(progress, { leftOut: "reg.example.com/" }), [
    "  …/n13       retry 2/3, HTTP 503                         8s",
    "  nginx:1.27  scanning                                   16s",
    "  redis:7     waiting                                     2s",
  ]);
  const { type: _, ...rest } = scans("nginx:1.27") as Extract<ScanEvent, { type: "processor.started" }>;
  const done: ScanEvent = { ...rest, type: "processor.finished", durationMs: 1, status: "done" };
  assert.match(format(reduceProgress(progress, done, 20_000))[1] ?? "", /^ {2}nginx:1\.27 +waiting +17s$/);
});

test("why something is tried again is the status where there is one, else the code and the reason", () => {
  const causes = {
    'Cannot scan "a": GET https://reg/v2/: unexpected status code 503 Service Unavailable: x': "HTTP 503",
    'Cannot scan "a": 502 Bad Gateway': "HTTP 502",
    'Cannot scan "a": connection reset': "X: connection reset",
    "broken 500 times": "X: broken 500 times",
  };
  for (const [said, cause] of Object.entries(causes)) {
    const retry = { ...retries("a:1"), reason: said } as ScanEvent;
    const [row = ""] = format(
      follow([
        [1, starts("a:1")],
        [12, retry],
      ]),
    );
    assert.equal(row.trimEnd(), `  a:1  retry 2/3, ${cause}`.padEnd(57).concat(" 8s"));
  }
});

test("what is looked up before the target's turn is shown when its turn comes", () => {
  const progress = follow([
    [1, { type: "processor.started", ...at("a:1"), plugin: "digest", activity: "resolving" }],
    [3, starts("a:1")],
  ]);
  assert.match(format(progress)[0] ?? "", /^ {2}a:1 {2}resolving +19s$/);
});

test("where rows are short, those that take longest stay, and the others are counted", () => {
  const progress = follow(Array.from({ length: 20 }, (_, index) => [index, starts(`app:${index}`)] as const));
  const rows = format(progress, { height: 9 });
  assert.equal(rows.length, 9);
  assert.match(rows[0] ?? "", /app:0 /);
  assert.equal(rows[8], "  +12 more");
  assert.deepEqual(format(progress, { height: 1 }), ["  +20 more"]);
});

test("no row is wider than the terminal, whatever names and reasons say", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme", maxLength: 300 }), fc.constant("漢字".repeat(90)));
  fc.assert(
    fc.property(text, text, fc.integer({ min: 39, max: 199 }), (name, said, width) => {
      const retry = { ...retries(name), reason: said } as ScanEvent;
      for (const row of format(
        follow([
          [1, starts(name)],
          [2, retry],
        ]),
        { width },
      )) {
        assert.ok(widthOf(row) <= width, `${widthOf(row)} > ${width}: ${row}`);
        assert.doesNotMatch(row, /\p{Cc}/u);
      }
    }),
  );
});

test.run();
