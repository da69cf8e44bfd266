import assert from "node:assert/strict";
import { test } from "uvu";
import { formatBar } from "#core/cli/terminal/live/bar_row.ts";
import { emptyProgress, reduceProgress } from "#core/cli/terminal/live/progress.ts";
import type { ShowOptions } from "#core/cli/terminal/mod.ts";
import { createPaint } from "#core/cli/terminal/text/format.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import { emptySummary, foldSummary } from "#core/kit.ts";
import type { DoneOutcome, Outcome, ScanEvent } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeDone, makeFailed, makeSecret, makeVulnerability } from "#support/outcomes.ts";
import { renderEvents } from "./support/render_events.ts";

function eventsOf(outcomes: readonly Outcome[]): readonly ScanEvent[] {
  const base = { runId: "r", label: "remote", startedAt: "2024-01-02T03:04:05.006Z", pipelines: ["remote"] };
  const events: ScanEvent[] = [{ type: "run.started", ...base, total: outcomes.length, dryRun: false }];
  for (const outcome of outcomes) {
    events.push({ type: "target.started", pipeline: "remote", target: outcome.target });
    events.push({ type: "target.finished", pipeline: "remote", outcome });
  }
  events.push({ type: "run.ending" });
  return [...events, { type: "run.finished", summary: events.reduce(foldSummary, emptySummary()) }];
}

function render(outcomes: readonly Outcome[], options: Partial<ShowOptions> = {}): Promise<string> {
  return renderEvents(eventsOf(outcomes), options);
}

/** What the bar shows at last. */
function renderBar(outcomes: readonly Outcome[]): string {
  const progress = eventsOf(outcomes).reduce(reduceProgress, emptyProgress());
  const glyphs = chooseGlyphs({ LANG: "C.UTF-8" }, "linux");
  return formatBar({ progress, width: 120, elapsedMs: 1000, paint: createPaint(false), glyphs });
}

const doubtful = (outcome: DoneOutcome): DoneOutcome => ({
  ...outcome,
  data: { ...outcome.data, scans: [fakeScan({ caveats: [{ code: "OS_UNKNOWN", message: "It is not known" }] })] },
});
const image = (name: string, digest: string, data: DoneOutcome["data"]): DoneOutcome => ({
  ...makeDone([], { image: name }),
  data: { ...data, image: { reference: name, digest, source: "registry" } },
});

test("a target with a caveat is not clean: its line, the sums and JSON say why", async () => {
  const outcomes = [doubtful(makeDone([])), doubtful(makeDone([makeVulnerability()])), makeDone([])];
  const text = await render(outcomes);
  assert.match(text, /ok nginx:1\.27 {2}no findings {2}OS_UNKNOWN: It is not known {2}2\.2s\n/);
  assert.match(text, /ok nginx:1\.27 {2}1 HIGH {2}OS_UNKNOWN: It is not known {2}2\.2s\n/);
  assert.match(text, /ok nginx:1\.27 {2}clean {2}2\.2s\n/);
  assert.match(text, /3 targets: 3 scanned, 0 failed in .*, 2 with caveats\n/);
  assert.match(text, /Not clean, because of caveats \(2\):\n {2}OS_UNKNOWN {2}2 targets {2}nginx:1\.27, nginx:1\.27\n/);
  const [, , first = ""] = (await render(outcomes, { format: "json" })).split("\n");
  assert.deepEqual(JSON.parse(first).caveats, [{ code: "OS_UNKNOWN", message: "It is not known" }]);
});

test("the bar says clean only when something was scanned, nothing failed and nothing has a caveat", () => {
  const { data: _, ...unscanned } = makeDone([]);
  assert.match(renderBar([makeDone([])]), / {2}clean *$/);
  for (const outcomes of [
    [makeFailed(), makeFailed()],
    [makeFailed(), makeDone([])],
    [doubtful(makeDone([]))],
    [{ ...unscanned, data: {} }],
  ]) {
    assert.doesNotMatch(renderBar(outcomes), /clean/);
  }
});

test("three hundred failures take three hundred lines and few more, and the hint stands there once", async () => {
  const failed = Array.from({ length: 300 }, (_, index) => makeFailed({ image: `bad line ${index}` }));
  const text = await render(failed);
  const lines = text.split("\n");
  assert.ok(lines.length < 310, String(lines.length));
  assert.equal(lines.filter((line) => line.includes("There is no image")).length, 300);
  assert.equal(lines.filter((line) => line.includes("Check the name")).length, 1);
  assert.match(
    text,
    /Not scanned \(300\):\n {2}IMAGE_NOT_FOUND at docker\.io \(300\) {2}bad line 0, .*bad line 9, and 290 more\n/,
  );
});

test("what forty names of one image have is told once for its digest, besides once for each name", async () => {
  const secrets = { findings: [makeSecret("CRITICAL"), makeSecret("HIGH")] };
  const names = Array.from({ length: 40 }, (_, index) => image(`app:${index}`, "sha256:a", secrets));
  const other = image("other:1", "sha256:b", { findings: [makeVulnerability()] });
  const text = await render([...names, other]);
  assert.match(text, /All findings +81 /);
  assert.match(text, /80 secrets in all\n/);
  assert.match(text, /\nOnce per digest: 3 findings in 2 digests; 2 secrets in 40 images\n/);
  assert.doesNotMatch(await render([other, makeDone([makeVulnerability()])]), /Once per digest/);
});

test("an image that is told of at two severity levels counts once, with all that either of them tells", () => {
  const [low, high] = [makeVulnerability({ severity: "LOW" }), makeVulnerability({ severity: "HIGH" })];
  const strict = image("a:1", "sha256:a", { findings: [high] });
  const all = { ...image("a:2", "sha256:a", { findings: [low, high] }) };
  const lax: DoneOutcome = { ...all, target: { ...all.target, minSeverity: "UNKNOWN" } };
  for (const outcomes of [
    [strict, lax, strict],
    [lax, strict, lax],
  ]) {
    const { byImage } = eventsOf(outcomes).reduce(foldSummary, emptySummary());
    assert.deepEqual([byImage.images, byImage.severities.LOW, byImage.severities.HIGH], [1, 1, 1]);
  }
});

test("images of thousands of digests are told apart", () => {
  const one = { findings: [makeVulnerability()] };
  const outcomes = Array.from({ length: 10_000 }, (_, index) => image("a:1", `sha256:${index % 5000}`, one));
  const { byImage, severities } = eventsOf(outcomes).reduce(foldSummary, emptySummary());
  assert.deepEqual([byImage.images, byImage.severities.HIGH, severities.HIGH], [5000, 5000, 10_000]);
});

test.run();
