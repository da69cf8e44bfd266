import assert from "node:assert/strict";
import { test } from "uvu";
import { emptyProgress, expectRemaining, reduceProgress } from "#core/cli/terminal/live/progress.ts";
import type { ShowOptions } from "#core/cli/terminal/mod.ts";
import { emptySummary, foldSummary } from "#core/kit.ts";
import type { Outcome, ScanEvent } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeDone, makeFailed, makePackage, makeSkipped, makeTarget, makeVulnerability } from "#support/outcomes.ts";
import { renderEvents } from "./support/render_events.ts";

const started: ScanEvent = {
  type: "run.started",
  runId: "r",
  label: "remote",
  startedAt: "2024-01-02T03:04:05.006Z",
  pipelines: ["remote"],
  total: 3,
  dryRun: false,
};
const findings = [
  makeVulnerability({ severity: "CRITICAL" }),
  makeVulnerability({ severity: "HIGH" }),
  makeVulnerability({ package: makePackage({ class: "language", type: "golang" }), severity: "HIGH" }),
];
const outcomes: readonly Outcome[] = [
  makeDone(findings),
  makeFailed({ image: "gone:1" }),
  makeSkipped({ image: "old:1" }),
];

function eventsOf(given: readonly Outcome[]): readonly ScanEvent[] {
  const events: ScanEvent[] = [started];
  for (const outcome of given) {
    events.push({ type: "target.started", pipeline: "remote", target: outcome.target });
    events.push({ type: "target.finished", pipeline: "remote", outcome });
  }
  events.push({ type: "log", level: "debug", plugin: "trivy", message: "details" });
  events.push({ type: "log", level: "warn", plugin: "trivy", message: "the database is old" });
  const summary = { ...events.reduce(foldSummary, emptySummary()), durationMs: 125_000 };
  return [...events, { type: "run.finished", summary }];
}

function render(options: Partial<ShowOptions>, events = eventsOf(outcomes)): Promise<string> {
  return renderEvents(events, options);
}

test("the plain renderer writes a line per finished target and the summary", async () => {
  assert.equal(
    await render({}),
    `Scanning 3 targets (remote)
[1/3] ok nginx:1.27  1 CRITICAL 2 HIGH  2.2s
[2/3] failed gone:1  IMAGE_NOT_FOUND: There is no image "nginx:1.27"  2.2s
[3/3] skipped old:1  up to date
trivy: warn: the database is old

Findings by component type
  Debian-package  2  67%   CRITICAL 1 (50%)  HIGH 1 (50%)
  Go-package      1  33%   HIGH 1 (100%)
  All findings    3 100%   CRITICAL 1 (33%)  HIGH 2 (67%)
  0 secrets in all

Worst images  C  H  M  L  U  fixable
  nginx:1.27  1  2  ·  ·  ·        ·

Not scanned (1):
  IMAGE_NOT_FOUND at docker.io  gone:1
    Check the name

1 CRITICAL, 2 HIGH in 1 of 1 image scanned
3 targets: 1 scanned, 1 failed, 1 skipped in 2m 05s

`,
  );
});

test("the renderers call nothing clean, or scanned, that no scanner has looked at", async () => {
  const { data: _, ...done } = makeDone([]);
  const noted = eventsOf([
    { ...done, data: { note: "a scan is\nrequested" } },
    { ...done, data: {} },
  ]);
  assert.equal(
    await render({}, noted),
    `Scanning 3 targets (remote)
[1/3] ok nginx:1.27  a scan is\\u{a}requested  2.2s
[2/3] ok nginx:1.27  2.2s
trivy: warn: the database is old

2 targets: 2 done, 0 failed in 2m 05s

`,
  );
  assert.match(
    await render({}, [...eventsOf([makeDone([]), { ...done, data: {} }])]),
    /2 targets: 1 scanned, 1 done, 0 failed/,
  );
  const [, , first = ""] = (await render({ format: "json" }, noted)).split("\n");
  const { note, severities } = JSON.parse(first);
  assert.deepEqual([note, severities], ["a scan is\nrequested", undefined]);
});

test("the plain renderer shows details when it is verbose, and colours when it may", async () => {
  assert.match(await render({ verbose: true }), /trivy: details/);
  assert.ok((await render({ color: true })).includes("\u001b[35m1 CRITICAL"));
  assert.ok(!(await render({})).includes("\u001b"));
});

test("nothing that others have named commands a terminal, in no renderer", async () => {
  const wild = "a\u001b]52;c;x\u0007\u009b2J\u202e\u007f\u2028\nscan: well";
  const failed = makeFailed({ image: wild });
  const error = { ...failed.error, code: wild, message: wild, hint: wild };
  const events = eventsOf([
    { ...failed, error },
    { ...makeSkipped(), reason: wild },
  ]).map((event): ScanEvent => {
    return event.type === "run.started" ? { ...event, pipelines: [wild] } : event;
  });
  const log: ScanEvent = { type: "log", level: "error", plugin: wild, message: wild };
  for (const options of [{}, { quiet: true }, { format: "json" }] as const) {
    const text = await render(options, [...events, log]);
    assert.doesNotMatch(text.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}]/u);
    assert.doesNotMatch(text, /^scan:/m);
  }
  const [last = ""] = (await render({ format: "json" }, [log])).split("\n");
  assert.equal(JSON.parse(last).message, wild);
  const long: ScanEvent = { ...log, message: "word ".repeat(100_000) };
  for (const options of [{}, { quiet: true }, { format: "json" }] as const) {
    assert.ok((await render(options, [long])).length < 5000);
  }
});

test("a target's name cannot move the cursor or colour the terminal", async () => {
  const text = await render({}, eventsOf([makeFailed({ image: "a\u001b[2Jb\nc" })]));
  assert.ok(!text.includes("\u001b"));
  assert.match(text, /failed a\\u\{1b\}\[2Jb\\u\{a\}c/);
});

test("a message of several lines: all of them where the target ends, none of them taken as it is", async () => {
  const { error, ...failed } = makeFailed({ image: "app:1" });
  const message = "Cannot build it\nStep 1\n\u001b[31mStep 2";
  const text = await render({}, eventsOf([{ ...failed, error: { ...error, message } }]));
  assert.match(text, /failed app:1 {2}IMAGE_NOT_FOUND: Cannot build it {2}2\.2s\n/);
  assert.ok(text.includes("2.2s\n      Step 1\n      \\u{1b}[31mStep 2\n"), text);
  assert.equal(text.split("Cannot build it").length, 2);
});

test("the quiet renderer tells only what could not be scanned", async () => {
  assert.match(await render({ quiet: true }), /^Not scanned \(1\):\n {2}gone:1 .*\n {4}Check the name\n$/);
  assert.equal(await render({ quiet: true }, eventsOf([makeDone([])])), "");
});

test("the JSON renderer writes an object a line, with counts in place of findings and without causes", async () => {
  const lines = (await render({ format: "json" }))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ type }) => type).filter((type) => type !== "target.started"),
    ["run.started", ...outcomes.map(() => "target.finished"), "log", "run.finished"],
  );
  const finished = lines.filter(({ type }) => type === "target.finished");
  assert.deepEqual(finished[0].severities, { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 2, CRITICAL: 1 });
  assert.equal(finished[1].error.code, "IMAGE_NOT_FOUND");
  assert.ok(!("cause" in finished[1].error) && !("data" in finished[0]));
  assert.ok(lines.every(({ time }) => !Number.isNaN(Date.parse(time))));
});

test("the JSON renderer ends with how the run has ended, whatever observers say to that", async () => {
  const log: ScanEvent = { type: "log", level: "error", plugin: "scan", message: "--fail-on HIGH: 1 finding" };
  const lines = (await render({ format: "json" }, [...eventsOf(outcomes), log])).trim().split("\n");
  assert.deepEqual(
    lines.slice(-2).map((line) => JSON.parse(line).type),
    ["log", "run.finished"],
  );
});

test("what comes from an earlier run says so: in its line, in the sums, and in JSON", async () => {
  const fresh = makeDone([], { image: "new:1" });
  const kept = makeDone(findings, { image: "same:1" });
  const failed = makeFailed({ image: "gone:1" });
  const again = {
    ...makeDone([], { image: "again:1" }),
    data: { findings: [], scans: [fakeScan({ origin: "rematch" })] },
  };
  const cached = [
    fresh,
    { ...kept, data: { ...kept.data, scans: [fakeScan({ origin: "cache" })] } },
    { ...failed, data: { scans: [fakeScan({ origin: "cache" })] } },
    again,
  ] as const;
  const text = await render({}, eventsOf(cached));
  assert.match(text, /ok new:1 {2}clean {2}2\.2s\n/);
  assert.match(text, /ok same:1 {2}1 CRITICAL 2 HIGH {2}cached\n/);
  assert.match(text, /ok again:1 {2}clean {2}rematched in 2\.2s\n/);
  assert.match(text, /4 targets: 3 scanned, 1 failed in 2m 05s, 1 rematched with another database, 1 cached\n/);
  const lines = (await render({ format: "json" }, eventsOf(cached))).split("\n");
  assert.deepEqual(
    lines
      .filter((line) => line.includes("target.finished"))
      .map((line) => line.match(/"(?:cached|rematched)":true/)?.[0]),
    [undefined, '"cached":true', undefined, '"rematched":true'],
  );
  const { cached: unchanged, rematched } = eventsOf(cached).reduce(reduceProgress, emptyProgress());
  assert.deepEqual([unchanged, rematched], [1, 1]);
});

test("reduceProgress() follows what is in work and never says more than there is", () => {
  const target = makeTarget({ image: "a:1" });
  const before = reduceProgress(emptyProgress(), { ...started, total: 1 });
  const during = reduceProgress(before, { type: "target.started", pipeline: "remote", target }, 5);
  assert.deepEqual([...during.inWork.values()], [{ name: "a:1", since: 5 }]);
  assert.deepEqual([...before.inWork.values()], []);
  const one = reduceProgress(during, {
    type: "target.finished",
    pipeline: "remote",
    outcome: makeDone(findings, target),
  });
  const two = reduceProgress(one, { type: "target.finished", pipeline: "remote", outcome: makeFailed() });
  assert.deepEqual([one.finished, one.total, one.severities.HIGH, one.inWork.size], [1, 1, 2, 0]);
  assert.deepEqual([two.finished, two.total, two.failed], [2, 2, 1]);
});

test("expectRemaining() goes by the speed so far", () => {
  const progress = { ...emptyProgress(), total: 40, finished: 10 };
  assert.equal(expectRemaining(progress, 20_000), 60_000);
  assert.equal(expectRemaining({ ...progress, finished: 0 }, 20_000), undefined);
  assert.equal(expectRemaining({ ...progress, total: undefined }, 20_000), undefined);
});

test("a dry run shows what would be done with each target, and what would be skipped", async () => {
  const planned: readonly Outcome[] = [
    { ...makeSkipped({ image: "new:1" }), reason: "find its digest, then scan", planned: true },
    makeSkipped({ image: "old:1" }),
    makeFailed({ image: "gone:1" }),
  ];
  const events = [{ ...started, dryRun: true }, ...eventsOf(planned).slice(1, -1)];
  const summary = { ...events.reduce(foldSummary, emptySummary()), durationMs: 1 };
  const text = await render({}, [...events, { type: "run.finished", summary }]);
  assert.match(text, /^\[1\/3\] would scan new:1 {2}find its digest, then scan$/m);
  assert.match(text, /^\[2\/3\] skipped old:1 {2}up to date$/m);
  assert.match(text, /^3 targets: 1 would be scanned, 1 would be skipped, 1 would fail; nothing was done$/m);
});

test.run();
