/** What reports say of exploits: what is known, and nothing where nothing is. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { Intel } from "#core/kit.ts";
import { checkResult } from "#core/run/check_result.ts";
import type { FormatName } from "#plugins/lib/formats/formats.ts";
import { toDetailedFinding, toReportedFinding } from "#plugins/lib/formats/grouped/to_finding.ts";
import { parseElement } from "#plugins/lib/history/parse_element.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { makeDone, makeSecret, makeVulnerability } from "#support/outcomes.ts";

const INTEL: Intel = {
  epss: { score: 0.94358, percentile: 0.9996, date: "2026-11-26" },
  kev: { added: "2021-12-10", due: "2021-12-24", ransomware: true },
};
const FIX = { state: "fixed", versions: ["2.17.1"] } as const;
const known = makeVulnerability({ id: "CVE-2021-44228", severity: "HIGH", fix: FIX, intel: INTEL });
const scored = makeVulnerability({
  id: "CVE-2020-0001",
  intel: { epss: { score: 0.0004, percentile: 0.12, date: "2026-11-26" } },
});
const unknown = makeVulnerability({ id: "CVE-2020-0002", severity: "CRITICAL" });
const OUTCOMES = [makeDone([unknown, scored, known, makeSecret("HIGH")])];
const SOURCES = {
  epss: { date: "2026-11-26", version: "v2025.03.14", ageDays: 0 },
  kev: { date: "2026-11-01", version: "2026.11.01", ageDays: 26, isStale: true },
} as const;

async function write(name: FormatName, outcomes = OUTCOMES): Promise<string> {
  const { parts } = await formatOutcomes(name, outcomes, { summary: { intel: SOURCES } });
  return parts[""] ?? "";
}

test("grouped JSON has it under details alone, and it is read from there", () => {
  const { details } = toDetailedFinding(known) as { details: Record<string, unknown> };
  assert.deepEqual({ epss: details.epss, kev: details.kev }, INTEL);
  assert.deepEqual(
    Object.keys(toReportedFinding(known)).filter((key) => /epss|kev|intel/.test(key)),
    [],
  );
  assert.doesNotMatch(JSON.stringify(toDetailedFinding(unknown)), /epss|kev/);
  const element = {
    ...{ image: "a", scan_type: "remote", scan_timestamp: "2026-11-26T00:00:00.000+00:00", severity_level: 1 },
    "Debian-package": { HIGH: [JSON.parse(JSON.stringify(toDetailedFinding(known)))] },
  };
  const { data } = parseElement(element) as { data: { findings: readonly { intel: unknown }[] } };
  assert.deepEqual(data.findings[0]?.intel, INTEL);
});

test("CSV has columns of its own, empty where nothing is known", async () => {
  const lines = (await write("csv")).split("\r\n");
  const columns = lines[0]?.split(",") ?? [];
  const read = (id: string) => {
    const cells = lines.find((line) => line.includes(id))?.split(",") ?? [];
    return ["epss", "epss_percentile", "kev", "kev_due"].map((name) => cells[columns.indexOf(name)]);
  };
  assert.deepEqual(read("CVE-2021-44228"), ["0.94358", "0.9996", "2021-12-10", "2021-12-24"]);
  assert.deepEqual(read("CVE-2020-0001"), ["0.0004", "0.12", "", ""]);
  assert.deepEqual(read("CVE-2020-0002"), ["", "", "", ""]);
});

test("SARIF has it in the properties of a result", async () => {
  const { runs } = JSON.parse(await write("sarif"));
  const of = (id: string) =>
    runs[0].results.find(({ message }: { message: { text: string } }) => message.text.includes(id));
  const { epss, kev } = of("CVE-2021-44228").properties;
  assert.deepEqual({ epss, kev }, INTEL);
  assert.deepEqual([of("CVE-2020-0002").properties.epss, of("CVE-2020-0002").properties.kev], [undefined, undefined]);
});

test("JUnit has it in the text of a failure", async () => {
  const text = await write("junit");
  const of = (id: string) => text.split("<testcase").find((part) => part.includes(id)) ?? "";
  const words = "Threat: known exploited since 2021-12-10, also by ransomware; EPSS 94 % (99th percentile)";
  assert.ok(of("CVE-2021-44228").includes(words), text);
  assert.match(of("CVE-2020-0001"), /Threat: EPSS &lt; 0\.1 % \(12th percentile\)/);
  assert.doesNotMatch(of("CVE-2020-0002"), /Threat/);
});

test("CycloneDX has ratings of FIRST and CISA, by no method of their own", async () => {
  const { vulnerabilities } = JSON.parse(await write("cyclonedx"));
  const of = (name: string) => vulnerabilities.find(({ id }: { id: string }) => id === name);
  const { ratings, properties } = of("CVE-2021-44228");
  const threats = ratings.filter(({ method }: { method?: string }) => method === "other");
  assert.deepEqual(threats, [
    { source: { name: "FIRST EPSS", url: "https://www.first.org/epss" }, score: 0.94358, method: "other" },
    {
      source: { name: "CISA KEV Catalog", url: "https://www.cisa.gov/known-exploited-vulnerabilities-catalog" },
      ...{ score: 1, method: "other", justification: "Known exploited: in the catalogue since 2021-12-10" },
    },
  ]);
  assert.deepEqual(
    properties.map(({ name, value }: { name: string; value: string }) => `${name}=${value}`),
    [
      ...["hullscan:epss:percentile=0.9996", "hullscan:epss:date=2026-11-26", "hullscan:kev:added=2021-12-10"],
      ...["hullscan:kev:due=2021-12-24", "hullscan:kev:ransomware=true"],
    ],
  );
  assert.equal(of("CVE-2020-0002").properties, undefined);
});

test("DefectDojo gets fields that it knows, GitLab a line of details", async () => {
  const { parts } = await formatOutcomes("defectdojo", OUTCOMES, { options: { level: "new" } });
  const { findings } = JSON.parse(parts[""] ?? "");
  const of = (name: string) => findings.find(({ title }: { title: string }) => title.startsWith(name));
  const { epss_score, epss_percentile, known_exploited, kev_date, ransomware_used } = of("CVE-2021-44228");
  assert.deepEqual(
    [epss_score, epss_percentile, known_exploited, kev_date, ransomware_used],
    [0.94358, 0.9996, true, "2021-12-10", true],
  );
  assert.doesNotMatch(JSON.stringify(of("CVE-2020-0002")), /epss|kev|exploited/);
  // An older one refuses the whole file for a key that it does not know.
  const old = await formatOutcomes("defectdojo", OUTCOMES, { options: { level: "old" } });
  assert.doesNotMatch(old.parts[""] ?? "", /epss|kev|exploited/);
  const { vulnerabilities } = JSON.parse(await write("gitlab"));
  const [first, ...others] = vulnerabilities.flatMap(
    ({ details }: { details: { risk?: unknown } }) => details.risk ?? [],
  );
  assert.deepEqual(others.length, 1);
  assert.match(JSON.stringify([first, ...others]), /known exploited since 2021-12-10, also by ransomware; EPSS 94 %/);
});

test("Markdown names what is exploited first, with the reason, and the days of the data", async () => {
  const text = await write("markdown");
  assert.match(text, /1 finding known to be exploited/);
  assert.match(text, /\nEPSS of 2026-11-26, KEV of 2026-11-01 \(stale: 26 days old\)\.\n/);
  assert.match(
    text,
    /### Known exploited\n\n.*\n.*\n\| HIGH \| `CVE-2021-44228 in .*known exploited, EPSS 94 %` \| `nginx:1\.27` \| `known exploited since/,
  );
  const { parts } = await formatOutcomes("markdown", [makeDone([unknown])]);
  assert.doesNotMatch(parts[""] ?? "", /exploited|EPSS|KEV/);
});

test("NDJSON has all of it, and at its end the data that it comes from", async () => {
  const lines = (await write("ndjson"))
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line));
  assert.deepEqual(lines[1].data.findings[2].intel, INTEL);
  assert.deepEqual(lines.at(-1).intel, SOURCES);
});

test("what an earlier report says of exploits is checked before anything shows it", () => {
  const check = (intel: unknown) => () => checkResult({ findings: [{ ...known, intel }] }, "report");
  assert.doesNotThrow(check(INTEL));
  for (const intel of [
    ...[
      "x",
      { epss: 1 },
      { epss: { score: "1", percentile: 0, date: "d" } },
      { epss: { score: 2, percentile: 0, date: "d" } },
    ],
    ...[
      { epss: { score: 0, percentile: 0 } },
      { kev: {} },
      { kev: { added: "d", due: 1 } },
      { kev: { added: "d", ransomware: "Known" } },
    ],
  ]) {
    assert.throws(check(intel), /intel/);
  }
});

test.run();
