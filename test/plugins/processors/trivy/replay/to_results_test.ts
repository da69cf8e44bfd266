import assert from "node:assert/strict";
import { test } from "uvu";
import { SEVERITIES } from "#core/mod.ts";
import { NotReplayable } from "#plugins/processors/trivy/replay/not_replayable.ts";
import { toResults } from "#plugins/processors/trivy/replay/to_results.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { answerBytes, answeredSecret, answeredVulnerability } from "../support/answer_samples.ts";

const ALL = { severities: SEVERITIES, ignoreUnfixed: false };

function resultsOf(vulnerabilities: readonly object[], options = ALL) {
  return toResults(readScanAnswer(answerBytes({}, { vulnerabilities })), options);
}

function isRefused(work: () => unknown, message: RegExp): void {
  assert.throws(work, (error) => error instanceof NotReplayable && message.test(error.message));
}

test("what a server answers with a number becomes the word that Trivy writes", () => {
  const cvss = [
    { key: "redhat", value: { v3_vector: "CVSS:3.1/AV:N", v3_score: 7.5 } },
    { key: "nvd", value: { v2_vector: "AV:L", v2_score: 2.1, v40_vector: "CVSS:4.0/AV:N", v40_score: 8.7 } },
  ];
  const dates = { published_date: { seconds: 1_717_243_200 }, last_modified_date: { seconds: -1, nanos: 120_000_000 } };
  const [result] = resultsOf([answeredVulnerability({ cvss, ...dates, status: 6, severity: 0 })]);
  const [found] = result?.Vulnerabilities ?? [];
  assert.deepEqual([found?.Severity, found?.Status], ["UNKNOWN", "fix_deferred"]);
  assert.deepEqual(
    [found?.PublishedDate, found?.LastModifiedDate],
    ["2024-06-01T12:00:00Z", "1969-12-31T23:59:59.12Z"],
  );
  assert.equal(
    JSON.stringify(found?.CVSS),
    '{"nvd":{"V2Vector":"AV:L","V40Vector":"CVSS:4.0/AV:N","V2Score":2.1,"V40Score":8.7},"redhat":{"V3Vector":"CVSS:3.1/AV:N","V3Score":7.5}}',
  );
  assert.equal(resultsOf([answeredVulnerability({ status: 0 })])[0]?.Vulnerabilities[0]?.Status, undefined);
});

test("vulnerabilities are in Trivy's order: by package, version, the worst first, by id and path", () => {
  const at = (pkg_name: string, installed_version: string, severity: number, vulnerability_id: string, pkg_path = "") =>
    answeredVulnerability({ pkg_name, installed_version, severity, vulnerability_id, pkg_path });
  const sorted = [at("B", "1", 1, "C"), at("a", "1", 4, "C"), at("a", "1", 3, "B"), at("a", "1", 3, "C", "x")];
  const more = [at("a", "1", 3, "C", "y"), at("a", "2", 4, "A"), at("b", "1", 4, "A")];
  const expected = resultsOf([...sorted, ...more])[0]?.Vulnerabilities;
  const given = resultsOf([...sorted, ...more].reverse())[0]?.Vulnerabilities;
  assert.deepEqual(given, expected);
  assert.deepEqual(
    given?.map(({ PkgName, InstalledVersion, VulnerabilityID, PkgPath = "" }) =>
      [PkgName, InstalledVersion, VulnerabilityID, PkgPath].join(),
    ),
    ["B,1,C,", "a,1,C,", "a,1,B,", "a,1,C,x", "a,1,C,y", "a,2,A,", "b,1,A,"],
  );
});

test("what a client would not leave as it is, or nobody knows, is refused with a reason", () => {
  const twice = [answeredVulnerability(), answeredVulnerability({ fixed_version: "2" })];
  isRefused(() => resultsOf(twice), /CVE-2024-0001 was found twice in zlib 1\.3\.0-r0/);
  isRefused(() => resultsOf([answeredVulnerability({ severity: 5 })]), /CVE-2024-0001 has the severity 5/);
  isRefused(() => resultsOf([answeredVulnerability({ severity: -1 })]), /severity -1/);
  isRefused(() => resultsOf([answeredVulnerability({ status: 8 })]), /status 8/);
  isRefused(() => resultsOf([answeredVulnerability({ vulnerability_id: " " })]), /has no id/);
  isRefused(() => resultsOf([answeredVulnerability({ published_date: { seconds: 2 ** 50 } })]), /not a date/);
  isRefused(() => resultsOf([answeredVulnerability({ published_date: { nanos: 1e9 } })]), /not a date/);
  const toOthers = (result: object) => () => toResults(readScanAnswer(answerBytes({}, result)), ALL);
  isRefused(toOthers({ licenses: [{ name: "MIT" }] }), /neither vulnerabilities nor secrets/);
  isRefused(toOthers({ misconfigurations: [{ id: "DS-0002" }] }), /neither vulnerabilities nor secrets/);
  isRefused(toOthers({ secrets: [answeredSecret({ severity: "high" })] }), /a secret has the severity "high"/);
});

test("two findings that differ only in what is left out are no duplicates", () => {
  const both = [answeredVulnerability(), answeredVulnerability({ status: 5 })];
  assert.equal(resultsOf(both, { ...ALL, ignoreUnfixed: true })[0]?.Vulnerabilities.length, 1);
});

test.run();
