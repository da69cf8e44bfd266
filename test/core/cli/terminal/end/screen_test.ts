import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import type { SummaryOptions } from "#core/cli/terminal/mod.ts";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";
import { widthOf } from "#core/cli/terminal/text/text_width.ts";
import { emptySummary, foldSummary } from "#core/kit.ts";
import { type Outcome, type ScanEvent, SEVERITIES } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { COMPARED_OUTCOMES } from "#support/formats/compared_outcomes.ts";
import { makeDone, makeFailed, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";
import { renderEvents } from "../support/render_events.ts";

function eventsOf(outcomes: readonly Outcome[], artifacts: readonly string[] = []): readonly ScanEvent[] {
  const base = { runId: "r", label: "remote", startedAt: "2024-01-02T03:04:05.006Z", pipelines: ["remote"] };
  const events: ScanEvent[] = [{ type: "run.started", ...base, total: outcomes.length, dryRun: false }];
  for (const outcome of outcomes) events.push({ type: "target.finished", pipeline: "remote", outcome });
  for (const path of artifacts) events.push({ type: "artifact", plugin: "report", path });
  return [...events, { type: "run.finished", summary: events.reduce(foldSummary, emptySummary()) }];
}

/** What is printed at the end, without the lines before. */
async function end(events: readonly ScanEvent[], options: Partial<SummaryOptions> = {}): Promise<readonly string[]> {
  const text = await renderEvents(events, { progress: "none", summary: "short", ...options });
  return text.split("\n").slice(1);
}

const outcomes: readonly Outcome[] = Array.from({ length: 12 }, (_, at) => {
  const image = `registry.example.com/platform/team-${at}/服务-${at}:2024.11.${at}`;
  const findings = Array.from({ length: 10 * at }, (_, index) =>
    makeVulnerability({
      id: `CVE-2024-${index}`,
      severity: SEVERITIES[index % 5] ?? "HIGH",
      package: makePackage({ name: `libpackage-${index % 9}`, version: "1.0-3ubuntu0.1" }),
      fix: { state: "fixed", versions: index % 3 === 0 ? [] : ["1.1-3ubuntu0.22"] },
    }),
  );
  if (at % 4 === 3) return makeFailed({ image });
  const done = makeDone(findings, { image });
  const scans = [fakeScan({ caveats: [{ code: "OS_END_OF_LIFE", message: "x" }] })];
  return at % 5 === 0 ? { ...done, data: { ...done.data, scans } } : done;
});

test("on a terminal of 40 to 200 columns no line wraps, with colours and without", async () => {
  const events = eventsOf(outcomes);
  for (const [columns, color, summary] of [
    [41, false, "short"],
    [41, false, "full"],
    [60, true, "short"],
    [80, false, "full"],
    [81, true, "short"],
    [120, false, "short"],
    [201, true, "full"],
  ] as const) {
    const screen = () => ({ columns, rows: 24 });
    for (const glyphs of [chooseGlyphs({ LANG: "C" }, "linux"), chooseGlyphs({ LANG: "C.UTF-8" }, "linux")]) {
      const lines = await end(events, { isTty: true, screen, color, glyphs, summary });
      for (const line of lines) assert.ok(widthOf(line) < columns, `${columns}: ${line}`);
      if (columns > 80 && summary === "short") assert.ok(lines.length <= 24, lines.join("\n"));
    }
  }
});

test("without a UTF-8 locale what hullscan draws is ASCII", async () => {
  const glyphs = chooseGlyphs({ LANG: "C" }, "linux");
  const named = outcomes.map(
    (one, at): Outcome => ({ ...one, target: { ...one.target, image: `${"long".repeat(30)}:${at}` } }),
  );
  const lines = await end(eventsOf(named), { isTty: true, screen: () => ({ columns: 60, rows: 24 }), glyphs });
  assert.match(lines.join("\n"), /\.\.\./);
  assert.doesNotMatch(lines.join(""), /[^ -~]/);
});

test("the screen names the worst images, upgrades, reasons, caveats, reports and the next command", async () => {
  const report = join(process.cwd(), "scan.json");
  const wide = { isTty: true, screen: () => ({ columns: 100, rows: 40 }) };
  const text = (await end(eventsOf(outcomes, [report]), wide)).join("\n");
  assert.match(
    text,
    /^Worst images \(5 of 8\) +C +H +M +L +U +fixable\n! registry\S+:2024\.11\.10 +20 +20 +20 +20 +20 +66\n/m,
  );
  assert.match(text, /^ {2}registry\S+:2024\.11\.9 +18 /m);
  assert.match(
    text,
    /^Fix first \(removes \d+ of \d+ findings\) +C +H +findings +images\n {2}upgrade libpackage-\d 1\.0-3ubuntu0\.1 -> 1\.1-3ubuntu0\.22 /m,
  );
  assert.match(text, /^Not scanned \(3\):\n {2}IMAGE_NOT_FOUND at registry\.example\.com \(3\) {2}regi/m);
  assert.match(text, /\n {4}Check the name\n/);
  assert.match(text, /^Not clean, because of caveats \(3\):\n {2}OS_END_OF_LIFE {2}3 targets {2}/m);
  assert.match(text, /^\d+ CRITICAL, .* in 8 of 9 images scanned$/m);
  assert.match(
    text,
    /^Report: scan\.json\nNext: \S*scan explain 'registry\S+:2024\.11\.10' scan\.json\nNext: \S*scan convert scan\.json --to html\n/m,
  );
});

test("what is new stands in a column of its own and below the sums, if the run was compared with another", async () => {
  const text = (await end(eventsOf(COMPARED_OUTCOMES))).join("\n");
  assert.match(text, /^Worst images +C +H +M +L +U +fixable +new\n {2}app:1 .* 1\n {2}new:1 .* 1\n/m);
  assert.match(
    text,
    /^New in known images \(1\):\n {2}HIGH {6}CVE-2024-2 in \S+ \S+.* {2}app:1\n[\s\S]*images scanned\n2 new \(1 CRITICAL, 1 HIGH\), 1 gone since the run of 2024-01-01 02:03 UTC; 1 image is new\n\d targets/m,
  );
  const [compared] = COMPARED_OUTCOMES;
  assert.ok(compared?.comparison);
  const many = Array.from({ length: 9 }, (_, at): Outcome => {
    const finding = makeVulnerability({ id: `CVE-${at}`, title: "题".repeat(90), isNew: true, fingerprint: `${at}` });
    const image = `registry.example.com/${"long/".repeat(9)}app:${at}`;
    return { ...makeDone([finding], { id: image, image }), comparison: { with: "a run", gone: [] } };
  });
  for (const columns of [41, 81, 200]) {
    const lines = await end(eventsOf(many), { isTty: true, screen: () => ({ columns, rows: 24 }) });
    const from = lines.indexOf("New in known images (9):");
    assert.ok(from > 0 && lines.slice(from).some((line) => line === "  and 7 more"), lines.join("\n"));
    for (const line of lines.slice(from, from + 8)) assert.ok(widthOf(line) < columns, line);
  }
});

test("a page among the reports is what to open next; a path is quoted for the shell", async () => {
  const path = (name: string) => join(process.cwd(), name);
  const page = await end(eventsOf(outcomes, [path("scan.json"), path("scan.html")]));
  assert.ok(page.includes("Next: open scan.html in a browser"), page.join("\n"));
  const quoted = await end(eventsOf(outcomes, [path("it's mine.json")]));
  assert.ok(
    quoted.some((line) => line.endsWith("convert 'it'\\''s mine.json' --to html")),
    quoted.join("\n"),
  );
  assert.ok(
    quoted.some((line) => / explain 'registry\S+\/服务-10:2024\.11\.10' 'it'\\''s mine\.json'$/.test(line)),
    quoted.join("\n"),
  );
  const wild = await end(eventsOf([makeDone([makeVulnerability()], { image: "a\u001b[2J" })], [path("scan.json")]));
  assert.ok(!wild.some((line) => line.includes("explain")), "a name that cannot be typed");
  const clean = await end(eventsOf([makeDone([])], [path("scan.json")]));
  assert.ok(!clean.some((line) => line.startsWith("Next:")));
  assert.ok(clean.includes("No findings; 1 image scanned"));
});

test("away from a terminal the same lines stand there uncut", async () => {
  const image = `registry.example.com/${"long/".repeat(40)}app:1`;
  const lines = await end(eventsOf([makeDone([makeSecret("HIGH")], { image })]));
  assert.ok(
    lines.some((line) => line.startsWith(`  ${image}  ·  1`)),
    lines.join("\n"),
  );
  assert.ok(lines.includes("1 HIGH in 1 of 1 image scanned; 1 secret among them"));
});

test("--summary none names only what could not be scanned, and the reports; full also has shares", async () => {
  const events = eventsOf([makeDone([makeVulnerability()]), makeFailed({ image: "gone:1" })], ["/elsewhere/scan.json"]);
  assert.deepEqual(await end(events, { summary: "none" }), [
    "Not scanned (1):",
    "  IMAGE_NOT_FOUND at docker.io  gone:1",
    "    Check the name",
    "Report: /elsewhere/scan.json",
    "",
  ]);
  const full = (await end(events, { summary: "full" })).join("\n");
  assert.match(full, /^\nFindings by component type\n {2}Debian-package +1 100%/);
  const short = (await end(events)).join("\n");
  assert.ok(full.endsWith(short) && !short.includes("%"));
});

test("--quiet names the reports that stdout does not name, and nothing else of a clean run", async () => {
  const done = eventsOf([makeDone([makeVulnerability()])], ["/elsewhere/scan.json"]);
  const beside: ScanEvent = { type: "artifact", plugin: "report", path: "/elsewhere/scan.html", isExtra: true };
  const last = done.at(-1);
  assert.ok(last?.type === "run.finished");
  const summary = { ...last.summary, extraArtifacts: [beside.path] };
  const both = [...done.slice(0, -1), beside, { ...last, summary }];
  const alone = { ...last, summary: { ...summary, artifacts: [] } };
  const quiet = (events: readonly ScanEvent[], isNamedOnStdout: boolean) =>
    renderEvents(events, { quiet: true, isNamedOnStdout });
  assert.equal(await quiet(both, false), "Report: /elsewhere/scan.json\nReport: /elsewhere/scan.html\n");
  assert.equal(await quiet(both, true), "Report: /elsewhere/scan.html\n");
  assert.equal(await quiet([...done.slice(0, -1), last], true), "");
  assert.equal(await quiet([beside, alone], true), "");
  assert.equal(await quiet([beside], true), "Report: /elsewhere/scan.html\n", "the run broke");
});

test("the reports of a run that breaks are named all the same; of a thousand files only the first", async () => {
  const files = Array.from({ length: 1000 }, (_, index) => `/elsewhere/${index}.json`);
  const broken = eventsOf([makeDone([])], files).filter(({ type }) => type !== "run.finished");
  const lines = await end(broken);
  assert.deepEqual([lines[0], lines.length], ["Report: /elsewhere/0.json", 12]);
  assert.ok(lines.includes("and 990 more files"));
});

test.run();
