import assert from "node:assert/strict";
import { test } from "uvu";
import { parseKev } from "#core/intel/mod.ts";
import { makeKev } from "#support/intel_files.ts";

const parse = (text: string) => parseKev(Buffer.from(text));

test("parseKev() reads the catalogue", () => {
  const named = [
    { cveID: "CVE-2021-44228", knownRansomwareCampaignUse: "Known" },
    { cveID: "CVE-2024-3094", dateAdded: "2024-03-29", dueDate: undefined, cwes: undefined, notes: undefined },
  ];
  const catalogue = parse(makeKev(named, { entries: 1_400, date: "2026-11-24" }));
  assert.deepEqual([catalogue.date, catalogue.version, catalogue.size], ["2026-11-24", "2026.11.24", 1_402]);
  const log4j = { added: "2021-12-10", due: "2021-12-24", ransomware: true };
  assert.deepEqual(catalogue.find("CVE-2021-44228"), log4j);
  assert.deepEqual(catalogue.find("cve-2021-44228"), log4j);
  assert.deepEqual(catalogue.find("CVE-2024-3094"), { added: "2024-03-29" });
  assert.equal(catalogue.find("CVE-2021-1"), undefined);
});

test("parseKev() names what is wrong", () => {
  const sound = JSON.parse(makeKev([{ cveID: "CVE-2020-0001" }, { cveID: "CVE-2020-0002" }]));
  const [first, second] = sound.vulnerabilities;
  const cases: readonly (readonly [unknown, RegExp])[] = [
    [[], /expected an object with vulnerabilities/],
    [{ ...sound, vulnerabilities: {} }, /expected a list of vulnerabilities/],
    [{ ...sound, count: 3 }, /it has 2 vulnerabilities, and its count says 3/],
    [{ ...sound, count: undefined }, /its count says undefined/],
    [{ ...sound, count: 0, vulnerabilities: [] }, /it has no vulnerabilities/],
    [{ ...sound, dateReleased: "yesterday" }, /dateReleased is no date/],
    [{ ...sound, catalogVersion: "\u001b[2J" }, /catalogVersion is no version/],
    [{ ...sound, vulnerabilities: [first, null] }, /vulnerabilities\[1\]\.cveID is no CVE id/],
    [
      { ...sound, vulnerabilities: [first, { ...second, cveID: "GHSA-1" }] },
      /vulnerabilities\[1\]\.cveID is no CVE id/,
    ],
    [{ ...sound, vulnerabilities: [first, { ...second, cveID: "cve-2020-0001" }] }, /cveID is that of another entry/],
    [
      { ...sound, vulnerabilities: [first, { ...second, dateAdded: "2020" }] },
      /vulnerabilities\[1\]\.dateAdded is no date/,
    ],
  ];
  for (const [content, expected] of cases) assert.throws(() => parse(JSON.stringify(content)), expected);
  assert.throws(() => parse(JSON.stringify(sound).slice(0, -5)), /it is no JSON/);
  assert.throws(() => parse("[".repeat(100_000)), /it is nested too deeply/);
});

test.run();
