/** The end of a run on the terminal, its reports and its gate say the same numbers. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { SEVERITIES } from "#core/mod.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Sixty images of forty digests; every tenth fails, and every seventh has a caveat. */
const CONFIG = `
  import { defineProcessor, defineSource } from "hullscan";
  import { fakeFinding, fakeScan, fakeTarget } from "hullscan/testing";
  import { groupedJson, stdoutFilename } from "hullscan/plugins";
  const SEVERITIES = ${JSON.stringify(SEVERITIES)};
  const targets = () => Array.from({ length: 60 }, (_, at) => fakeTarget({ id: "image:" + at, image: "r.example.com/app-" + at + ":1", minSeverity: "UNKNOWN" }));
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets }) });
  const process = ({ target }) => {
    const at = Number(target.id.slice(6));
    if (at % 10 === 9) throw new Error("no");
    const of = at % 40;
    const findings = Array.from({ length: (of * 7) % 23 }, (_, index) => fakeFinding({
      id: "CVE-2024-" + index,
      severity: SEVERITIES[(of + index) % 5],
      package: { name: "lib" + (index % 6), version: "1.0", class: "os", type: "debian" },
      fix: index % 2 ? { state: "fixed", versions: ["1.1"] } : { state: "affected", versions: [] },
    }));
    const caveats = at % 7 === 0 ? [{ code: "OS_UNKNOWN", message: "It is not known" }] : [];
    return { findings, scans: [fakeScan({ caveats })], image: { reference: target.image, digest: "sha256:" + of, source: "registry" } };
  };
  const look = defineProcessor({ name: "look", provides: ["findings", "scans", "image"], caveats: ["OS_UNKNOWN"], setup: () => ({ process }) });
  export default { sources: [list()], processors: [look()], sinks: [groupedJson(), stdoutFilename()], jobs: 3, failOn: "HIGH" };
`;

type Element = Record<string, unknown> & { readonly image: string; readonly error?: string };
type Counts = Record<string, number>;

/** Findings by severity of one element of the report. */
function count(element: Element): Counts {
  const counts: Counts = {};
  for (const [key, groups] of Object.entries(element)) {
    if (!key.endsWith("-package")) continue;
    for (const [severity, list] of Object.entries(groups as Record<string, readonly unknown[]>)) {
      counts[severity] = (counts[severity] ?? 0) + list.length;
    }
  }
  return counts;
}

test("the numbers at the end of a run are those of its reports", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), CONFIG);
    const { code, stdout, stderr } = await runCli(["run", "--report", "markdown=scan.md", "--progress", "none"], {
      cwd,
    });
    assert.equal(code, 1, stderr);
    const report: readonly Element[] = JSON.parse(await readFile(join(cwd, stdout.trim()), "utf8"));
    const markdown = await readFile(join(cwd, "scan.md"), "utf8");
    const scanned = report.filter(({ error }) => error === undefined);
    const counted = scanned.map((element) => ({ image: element.image, counts: count(element) }));
    const sum = (severity: string) => counted.reduce((total, { counts }) => total + (counts[severity] ?? 0), 0);
    const affected = counted.filter(({ counts }) => Object.keys(counts).length > 0).length;

    const found = [...SEVERITIES]
      .reverse()
      .map((severity) => `${sum(severity)} ${severity}`)
      .join(", ");
    const verdict = `${found} in ${affected} of ${scanned.length} images scanned`;
    assert.ok(stderr.includes(`\n${verdict}\n`), stderr);
    assert.ok(markdown.includes(`**${verdict}; `), markdown);
    assert.match(stderr, new RegExp(`^60 targets: ${scanned.length} scanned, ${60 - scanned.length} failed in`, "m"));
    assert.match(stderr, new RegExp(`^Not scanned \\(${60 - scanned.length}\\):`, "m"));

    const rows = [
      ...stderr.matchAll(/^[ !] (r\.example\.com\S+)(?: \(\+\d+\))? +(\S+) +(\S+) +(\S+) +(\S+) +(\S+) +\S+$/gm),
    ];
    assert.equal(rows.length, 10, stderr);
    const named = rows.map(([, image = "", ...cells]) => ({
      image,
      counts: cells.slice(0, 5).map((cell) => Number(cell) || 0),
    }));
    const expected = new Map(
      counted.map(({ image, counts }) => [image, [...SEVERITIES].reverse().map((severity) => counts[severity] ?? 0)]),
    );
    for (const { image, counts } of named) assert.deepEqual(counts, expected.get(image), image);
    const worst = [...expected.values()].map(([critical = 0]) => critical).sort((a, b) => b - a)[0];
    assert.equal(named[0]?.counts[0], worst);

    const digests = counted.filter(({ counts }) => Object.keys(counts).length > 0);
    const images = new Set(digests.map(({ image }) => Number(/app-(\d+)/.exec(image)?.[1]) % 40)).size;
    assert.match(stderr, new RegExp(`^Worst images \\(10 of ${images}\\) `, "m"));
    assert.match(stderr, new RegExp(`^Once per digest: \\d+ findings in ${images} digests$`, "m"));

    const hits = sum("CRITICAL") + sum("HIGH");
    assert.match(stderr, new RegExp(`--fail-on HIGH: ${hits} findings at HIGH or above in \\d+ targets: `));
    assert.match(stderr, /^Report: advanced_scan_results\S+\.json\nReport: scan\.md\n/m);
    assert.equal(stdout.trim().split("\n").length, 1);
  });
});

test.run();
