/** What each format does with findings that are accepted. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { FormatName } from "#plugins/lib/formats/formats.ts";
import { HARMLESS, RISK } from "#support/formats/acceptances.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { makeDone, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";

const WORDS = "accepted until 2026-12-31 by @team-a: not reachable";

const zlib = makePackage({ name: "zlib1g", version: "1.2.13" });
const counted = makeVulnerability({ id: "CVE-1", severity: "LOW" });
const OUTCOMES = [
  makeDone([
    counted,
    makeVulnerability({ id: "CVE-1", package: zlib, accepted: RISK }),
    makeVulnerability({ id: "CVE-2", package: zlib, accepted: HARMLESS }),
    { ...makeSecret("CRITICAL"), accepted: RISK },
  ]),
];

async function write(format: FormatName) {
  const { parts, warnings } = await formatOutcomes(format, OUTCOMES);
  return { text: parts[""] ?? "", warnings };
}

test("csv has a column that says why, and the row of the image counts accepted findings on their own", async () => {
  const { text } = await write("csv");
  const [head = "", scanned = "", ...rows] = text.trim().split("\r\n");
  const at = head.split(",").indexOf("accepted");
  const title = head.split(",").indexOf("title");
  assert.equal(scanned.split(",")[title], '"1 findings');
  assert.match(scanned, /"1 findings, 3 accepted"/);
  assert.deepEqual(
    rows.map((row) => row.split(",").at(at - head.split(",").length)),
    ["", WORDS, "not affected until 2026-12-31: built without it", WORDS],
  );
});

test("junit skips accepted findings, with the reason; they fail no check", async () => {
  const { text } = await write("junit");
  assert.equal(text.split("<failure").length - 1, 1);
  assert.equal(text.split("<skipped").length - 1, 3);
  assert.ok(text.includes(`<skipped message="${WORDS}"`), text);
  assert.match(text, /failures="1"/);
});

test("sarif and gitlab leave accepted findings out, and say how many", async () => {
  const sarif = await write("sarif");
  const { runs } = JSON.parse(sarif.text);
  assert.deepEqual(
    runs[0].results.map(({ ruleId }: { ruleId: string }) => ruleId),
    ["CVE-1"],
  );
  assert.ok(sarif.warnings.includes("SARIF: left out 3 accepted findings: GitHub would open an alert for each"));
  const gitlab = await write("gitlab");
  const { vulnerabilities } = JSON.parse(gitlab.text);
  assert.equal(vulnerabilities.length, 1);
  assert.deepEqual(gitlab.warnings, ["GitLab: left out 3 accepted findings: its report has no place for them"]);
});

test("cyclonedx tells accepted vulnerabilities apart by their analysis", async () => {
  const { vulnerabilities } = JSON.parse((await write("cyclonedx")).text);
  type Entry = {
    readonly id: string;
    readonly "bom-ref": string;
    readonly analysis?: unknown;
    readonly affects: unknown[];
  };
  const entries: readonly Entry[] = vulnerabilities;
  assert.deepEqual(
    entries
      .map(({ id, analysis, affects }) => [id, analysis, affects.length])
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    [
      ["CVE-1", undefined, 1],
      ["CVE-1", { state: "exploitable", response: ["will_not_fix"], detail: WORDS }, 1],
      [
        "CVE-2",
        {
          state: "not_affected",
          justification: "code_not_present",
          detail: "not affected until 2026-12-31: built without it",
        },
        1,
      ],
    ].sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
  );
  assert.equal(new Set(entries.map((entry) => entry["bom-ref"])).size, 3);
});

test("defectdojo knows accepted risks by keys of its own", async () => {
  type Row = {
    readonly title: string;
    readonly active?: boolean;
    readonly risk_accepted?: boolean;
    readonly false_p?: boolean;
  };
  const { findings } = JSON.parse((await write("defectdojo")).text) as { readonly findings: readonly Row[] };
  assert.deepEqual(
    findings.map(({ active, risk_accepted, false_p }) => [active, risk_accepted, false_p]),
    [
      [undefined, undefined, undefined],
      [false, true, undefined],
      [false, undefined, true],
      [false, true, undefined],
    ],
  );
});

test("markdown and the page count accepted findings on their own", async () => {
  assert.match((await write("markdown")).text, /\*\*1 LOW in 1 of 1 image scanned; 3 findings accepted\*\*/);
  const { text } = await write("html");
  assert.match(text, /<h2 id="findings-title">1 finding in 1 scanned image<\/h2>/);
  assert.match(text, /3 more findings are accepted and in no figure<span class="script">: <a href="#accepted=1">/);
  const [tables = "", data = ""] = text.split('<script type="application/json"');
  assert.doesNotMatch(tables, /zlib1g/);
  assert.ok(data.includes(JSON.stringify(["acceptance", WORDS])), data);
});

test.run();
