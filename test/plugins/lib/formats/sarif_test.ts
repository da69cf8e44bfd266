import assert from "node:assert/strict";
import { gzipSync } from "node:zlib";
import { test } from "uvu";
import { type Outcome, SEVERITIES } from "#core/mod.ts";
import { checkSarif } from "#support/formats/checks/sarif.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeFailed, makePackage, makeVulnerability } from "#support/outcomes.ts";

interface SarifResult {
  readonly ruleId: string;
  readonly ruleIndex: number;
  readonly level: string;
  readonly locations: readonly { readonly physicalLocation: { readonly artifactLocation: { readonly uri: string } } }[];
  readonly properties: { readonly severity: (typeof SEVERITIES)[number]; readonly image: string };
}

interface SarifRun {
  readonly results: readonly SarifResult[];
  readonly automationDetails: { readonly id: string };
  readonly invocations: readonly [
    {
      readonly executionSuccessful: boolean;
      readonly toolExecutionNotifications: readonly { readonly level: string; readonly message: { text: string } }[];
    },
  ];
  readonly tool: {
    readonly driver: {
      readonly rules: readonly {
        readonly id: string;
        readonly properties: { readonly "security-severity"?: string };
      }[];
    };
  };
}

async function format(outcomes: Iterable<Outcome>, more: Parameters<typeof formatOutcomes>[2] = {}) {
  const { parts, warnings } = await formatOutcomes("sarif", outcomes, more);
  const runs = Object.values(parts).map((text) => {
    checkSarif(text);
    return JSON.parse(text).runs[0] as SarifRun;
  });
  for (const run of runs) checkRun(run);
  return { run: runs[0] as SarifRun, runs, parts, warnings: warnings.join("\n") };
}

/** What no schema can say: each result has its rule, and the worst ones come first. */
function checkRun({ results, tool: { driver } }: SarifRun): void {
  assert.equal(new Set(driver.rules.map(({ id }) => id)).size, driver.rules.length);
  for (const { ruleId, ruleIndex } of results) assert.equal(driver.rules[ruleIndex]?.id, ruleId);
  const ranks = results.map(({ properties }) => SEVERITIES.indexOf(properties.severity));
  assert.deepEqual(
    ranks,
    [...ranks].sort((a, b) => b - a),
  );
}

function listNotes({ invocations: [{ toolExecutionNotifications }] }: SarifRun): readonly string[] {
  return toolExecutionNotifications.map(({ level, message }) => `${level}: ${message.text}`);
}

function makeMany(count: number, image: string): Outcome {
  const findings = Array.from({ length: count }, (_, index) =>
    makeVulnerability({ id: `CVE-${index % 100}`, package: makePackage({ name: `p${index}` }), severity: "LOW" }),
  );
  return makeDone(findings, { image });
}

test("SARIF is what GitHub accepts, whatever is in it, and what it was", async () => {
  const { run, parts, warnings } = await format(HARD_OUTCOMES);
  assertGolden("sarif.sarif", parts[""] ?? "");
  assert.equal(run.results.length, 8);
  assert.equal(run.automationDetails.id, "hullscan/remote/");
  assert.match(warnings, /\(1 could not be scanned, 1 skipped, 1 with caveats\): .*closes alerts/);
  assert.doesNotMatch(parts[""] ?? "", /\\u0000|\\ud[89a-f]|javascript:|ftp:/i);
});

test("SARIF says which images failed, were skipped or have caveats; such a run is no success", async () => {
  const { run } = await format(HARD_OUTCOMES);
  assert.equal(run.invocations[0].executionSuccessful, false);
  assert.deepEqual(listNotes(run), [
    "note: Nothing below HIGH was looked for in 3 images, nothing below LOW in 1 image.",
    "warning: busybox:1 (linux/arm64): Trivy found no operating system that it knows",
    'error: registry.example.com:5000/team/gone:2.0 could not be scanned: There is no image "nginx:1.27"',
    "note: dtr.example.com/a/b:1 was skipped: up to date",
  ]);
  const unscanned = await format([{ ...makeDone([]), data: { note: "a scan is requested" } }]);
  assert.deepEqual(listNotes(unscanned.run), ["warning: nginx:1.27 was not scanned: a scan is requested"]);
  assert.match(unscanned.warnings, /1 not scanned/);
});

test("a clean run has empty results in SARIF, which closes alerts; one that was interrupted says so", async () => {
  const clean = await format([makeDone([], { minSeverity: "UNKNOWN" })]);
  assert.deepEqual(clean.run.results, []);
  assert.deepEqual(listNotes(clean.run), []);
  assert.equal(clean.run.invocations[0].executionSuccessful, true);
  assert.equal(clean.warnings, "");
  const broken = await format([makeDone([], { minSeverity: "UNKNOWN" })], { summary: { interrupted: true } });
  assert.equal(broken.run.invocations[0].executionSuccessful, false);
  assert.deepEqual(listNotes(broken.run), ["error: The run was interrupted: not all images are here."]);
  assert.match(broken.warnings, /interrupted/);
});

test("tags and versions have one alert in SARIF, with the worst severity", async () => {
  const found = (version: string, severity: "LOW" | "HIGH") =>
    makeVulnerability({ id: "CVE-1", severity, package: makePackage({ version }) });
  const { run } = await format([
    makeDone([found("1", "LOW")], { image: "nginx:1" }),
    makeDone([found("2", "HIGH")], { image: "nginx:2" }),
    makeDone([found("1", "LOW")], { image: "redis:1" }),
  ]);
  assert.deepEqual(
    run.results.map(({ level, properties, locations }) => [
      level,
      properties.image,
      locations[0]?.physicalLocation.artifactLocation.uri,
    ]),
    [
      ["error", "nginx:2", "docker.io/library/nginx/libc6"],
      ["note", "redis:1", "docker.io/library/redis/libc6"],
    ],
  );
  assert.equal(run.tool.driver.rules[0]?.properties["security-severity"], "8.0");
});

test("SARIF with 30,000 results has two files, in which each image has its own, and all are there", async () => {
  const images = Array.from({ length: 30 }, (_, index) => makeMany(1000, `team/app${index}:1`));
  const { runs, parts, warnings } = await format([makeFailed({ image: "gone:1" }), ...images]);
  assert.deepEqual(Object.keys(parts), ["", "-2"]);
  assert.deepEqual(
    runs.map(({ automationDetails }) => automationDetails.id),
    ["hullscan/remote/part-1/", "hullscan/remote/part-2/"],
  );
  const [first = new Set(), second = new Set()] = runs.map(
    ({ results }) => new Set(results.map(({ properties }) => properties.image)),
  );
  assert.equal(first.size + second.size, 30);
  assert.ok([...first].every((image) => !second.has(image)));
  assert.equal(runs.flatMap(({ results }) => results).length, 30_000);
  for (const text of Object.values(parts)) assert.ok(gzipSync(text).length < 10_000_000);
  assert.ok(runs.every(({ invocations: [{ executionSuccessful }] }) => !executionSuccessful));
  assert.match(listNotes(runs[0] as SarifRun).join(), /gone:1 could not be scanned/);
  assert.match(listNotes(runs[1] as SarifRun).join(), /1 images of the run are not fully known/);
  assert.match(warnings, /in 2 files.*Set parts: 2/);
  assert.match(warnings, /GitHub shows 5000 results of a file: 20000 will not be seen/);
});

test("an image stays in its SARIF file when others come and go, where the number of files is set", async () => {
  const images = Array.from({ length: 12 }, (_, index) => makeMany(1, `team/app${index}:1`));
  const options = { parts: 3, category: "fleet/" };
  const all = await format(images, { options });
  const some = await format(images.slice(6), { options });
  assert.deepEqual(
    all.runs.map(({ automationDetails }) => automationDetails.id),
    ["fleet/part-1/", "fleet/part-2/", "fleet/part-3/"],
  );
  for (const [index, { results }] of some.runs.entries()) {
    const names = new Set(all.runs[index]?.results.map(({ properties }) => properties.image));
    assert.ok(results.every(({ properties }) => names.has(properties.image)));
  }
  assert.equal(some.runs.flatMap(({ results }) => results).length, 6);
});

test("SARIF keeps the worst results of too many, and counts the others aloud", async () => {
  const bad = makeDone([makeVulnerability({ id: "CVE-BAD", severity: "CRITICAL" })], { image: "a:1" });
  const { run, runs, warnings } = await format([makeMany(50, "a:1"), bad], { options: { maxResults: 10 } });
  assert.equal(runs.flatMap(({ results }) => results).length, 10);
  const kept = runs.find(({ results }) => results.length > 0);
  assert.equal(kept?.results[0]?.ruleId, "CVE-BAD");
  assert.match(warnings, /41 results are left out, the least bad ones: a file has 10 at most/);
  assert.match(runs.flatMap(listNotes).join(), /41 results are left out/);
  assert.equal(run.invocations[0].executionSuccessful, true);
});

test.run();
