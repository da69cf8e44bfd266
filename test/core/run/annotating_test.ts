/** What a run does with data about exploits. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { ScanConfig } from "#core/mod.ts";
import { breakOff, resume } from "#support/broken_run.ts";
import { daysAgo, makeEpss, makeKev, packEpss } from "#support/intel_files.ts";
import { makeSecret, makeVulnerability } from "#support/outcomes.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { returning } from "#support/returning.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const log4j = makeVulnerability({ id: "CVE-2021-44228", severity: "CRITICAL" });
const alias = makeVulnerability({ id: "GHSA-jfh8-c2jp-5v3q", aliases: ["CVE-2021-44228", "CVE-2020-0001"] });
const unknown = makeVulnerability({ id: "CVE-2020-9999" });
const nameless = makeVulnerability({ id: "GHSA-xvch-5gv4-984h" });
const secret = makeSecret("HIGH");

const FILES = {
  "epss.csv.gz": packEpss([
    ["CVE-2021-44228", "0.94358", "0.9996"],
    ["CVE-2020-0001", "0.5", "0.6"],
  ]),
  "kev.json": makeKev([{ cveID: "CVE-2021-44228", knownRansomwareCampaignUse: "Known" }]),
};
const EPSS = { score: 0.94358, percentile: 0.9996, date: daysAgo(0) };
const KEV = { added: "2021-12-10", due: "2021-12-24", ransomware: true };

async function run(
  files: Readonly<Record<string, string | Buffer>>,
  {
    findings = [log4j, alias, unknown, nameless, secret],
    intel,
  }: { findings?: unknown[]; intel?: ScanConfig["intel"] } = {},
) {
  return inTempFolder(async (outputDir) => {
    await mkdir(join(outputDir, ".hullscan/intel"), { recursive: true });
    for (const [name, content] of Object.entries(files))
      await writeFile(join(outputDir, ".hullscan/intel", name), content);
    const { sink, outcomes } = collector();
    const finds = returning("finds", () => ({ findings }));
    const config = { sources: [images("a")], processors: [finds], sinks: [sink], intel, outputDir };
    const { events, error, last } = await runToEnd(config);
    assert.equal(error, undefined);
    const found = outcomes.flatMap(({ data }) => data.findings ?? []);
    const intels = found.map((finding) => (finding.kind === "vulnerability" ? finding.intel : undefined));
    const warnings = events.flatMap((event) =>
      event.type === "log" && event.level === "warn" ? [event.message.replaceAll(outputDir, "")] : [],
    );
    return { intels, last, warnings };
  });
}

test("findings get what is known by their id and their aliases, and nothing else", async () => {
  const { intels, last, warnings } = await run(FILES);
  const known = { epss: EPSS, kev: KEV };
  assert.deepEqual(intels, [known, known, undefined, undefined, undefined]);
  assert.deepEqual(warnings, []);
  assert.deepEqual(last?.intel, {
    epss: { date: daysAgo(0), version: "v2025.03.14", ageDays: 0 },
    kev: { date: daysAgo(0), version: daysAgo(0).replaceAll("-", "."), ageDays: 0 },
  });
  assert.deepEqual(last?.exploited, { findings: 2, targets: 1 });
});

test("a run without such files is as it was, and so is one that does without, or finds no vulnerability", async () => {
  for (const result of [await run({}), await run(FILES, { intel: false }), await run(FILES, { findings: [secret] })]) {
    assert.ok(result.intels.every((intel) => intel === undefined));
    assert.deepEqual([result.warnings, result.last?.exploited, result.last?.intel], [[], undefined, undefined]);
  }
});

test("what is missing, stale or broken is said, and the rest is used", async () => {
  const { "kev.json": kev } = FILES;
  const stale = await run({
    "kev.json": kev,
    "epss.csv.gz": packEpss([["CVE-2021-44228", "0.9", "0.99"]], { date: daysAgo(9) }),
  });
  assert.deepEqual(stale.warnings, [
    `The EPSS scores of ${daysAgo(9)} are 9 days old, more than the 3 they may be: \`scan intel update\` downloads them`,
  ]);
  assert.deepEqual(stale.intels[0], { epss: { score: 0.9, percentile: 0.99, date: daysAgo(9) }, kev: KEV });
  assert.equal(stale.last?.intel?.epss?.isStale, true);
  const broken = await run({ "kev.json": kev, "epss.csv.gz": makeEpss([["CVE-2021-44228", "x", "0"]]) });
  assert.match(
    broken.warnings.join(),
    /Cannot use the EPSS scores in .*epss.csv.gz:3: epss is "x".* The run does without$/,
  );
  assert.deepEqual(broken.intels[0], { kev: KEV });
  assert.deepEqual(Object.keys(broken.last?.intel ?? {}), ["kev"]);
  const missing = await run({ "kev.json": kev });
  assert.match(missing.warnings.join(), /^There are no EPSS scores in .*: `scan intel update` downloads them$/);
});

test("a run that is resumed goes by the data of its own day: the journal keeps none", async () => {
  await inTempFolder(async (outputDir) => {
    const folder = join(outputDir, ".hullscan/intel");
    await mkdir(folder, { recursive: true });
    // What the run finds that is broken off here.
    const found = makeVulnerability({}).id;
    const writeKev = (added: string) =>
      writeFile(join(folder, "kev.json"), makeKev([{ cveID: found, dateAdded: added }]));
    await writeKev("2021-12-10");
    await breakOff(outputDir, "b");
    await writeKev("2022-01-01");
    const { outcomes } = await resume(outputDir);
    const replayed = outcomes.filter((outcome) => outcome.replayed);
    assert.ok(replayed.length > 0);
    const days = outcomes.flatMap(({ data }) =>
      (data.findings ?? []).map((finding) => finding.kind === "vulnerability" && finding.intel?.kev?.added),
    );
    assert.deepEqual([...new Set(days)], ["2022-01-01"]);
  });
});

test.run();
