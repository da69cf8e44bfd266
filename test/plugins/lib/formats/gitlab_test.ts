import assert from "node:assert/strict";
import { test } from "uvu";
import type { Finding, Outcome } from "#core/mod.ts";
import { checkGitlab } from "#support/formats/checks/gitlab.ts";
import { type FormatOptions, formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeFailed, makePackage, makeSkipped, makeVulnerability } from "#support/outcomes.ts";

interface Identifier {
  readonly type: string;
  readonly name: string;
  readonly value: string;
  readonly url?: string;
}

interface Vulnerability {
  readonly id: string;
  readonly name: string;
  readonly description?: string;
  readonly severity: string;
  readonly solution?: string;
  readonly identifiers: readonly Identifier[];
  readonly links?: readonly { readonly url: string }[];
  readonly location: { readonly image: string; readonly operating_system: string };
  readonly details: { readonly occurrences: { readonly rows: readonly (readonly { readonly value: string }[])[] } };
}

async function read(outcomes: Iterable<Outcome>, options: FormatOptions = {}) {
  const { parts, warnings } = await formatOutcomes("gitlab", outcomes, options);
  checkGitlab(parts[""] ?? "");
  const report = JSON.parse(parts[""] ?? "");
  const vulnerabilities: readonly Vulnerability[] = report.vulnerabilities;
  return { report, vulnerabilities, scan: report.scan, warnings: warnings.join("\n") };
}

function inImage(image: string, ...findings: readonly Finding[]): Outcome {
  return makeDone(findings, { id: `image:${image}`, image });
}

test("GitLab gets what it requires, within its lengths; it is what it was", async () => {
  assertGolden("gitlab.json", (await formatOutcomes("gitlab", HARD_OUTCOMES)).parts[""] ?? "");
  const { report, vulnerabilities, scan, warnings } = await read(HARD_OUTCOMES);
  assert.equal(report.version, "15.0.7");
  assert.equal(vulnerabilities.length, 4);
  assert.doesNotMatch(JSON.stringify(vulnerabilities), /\\u0000|\\ud[89a-f]/i);
  assert.equal(scan.end_time, "2024-01-02T03:04:07");
  assert.deepEqual(scan.scanner, { id: "trivy", name: "trivy", version: "0.68.2", vendor: { name: "Aqua Security" } });
  assert.match(warnings, /left out 2 secrets, 1 misconfiguration, 1 license/);
});

test("what keeps a run from being clean is a message of the scan, and its status", async () => {
  const { scan } = await read(HARD_OUTCOMES);
  assert.equal(scan.status, "failure");
  const text = scan.messages.map(({ level, value }: Record<string, string>) => `${level} ${value}`).join("\n");
  assert.match(text, /^fatal registry\.example\.com:5000\/team\/gone:2\.0 could not be scanned: There is no image/m);
  assert.match(text, /^warn dtr\.example\.com\/a\/b:1 was skipped: up to date/m);
  assert.match(text, /^warn busybox:1 \(linux\/arm64\): Trivy found no operating system/m);
  const interrupted = await read([], { summary: { interrupted: true } });
  assert.equal(interrupted.scan.status, "failure");
  assert.match(interrupted.scan.messages[0].value, /interrupted/);
  const clean = await read([inImage("nginx:1")]);
  assert.deepEqual([clean.scan.status, clean.scan.messages], ["success", []]);
  const unscanned: Outcome = { ...makeDone([]), data: { note: "a scan is requested" } };
  assert.match((await read([unscanned])).scan.messages[0].value, /a scan is requested/);
});

test("of many messages 500 of a level are listed, the failures first, and the others counted", async () => {
  const { scan } = await read([...Array(600).fill(makeSkipped()), ...Array(501).fill(makeFailed())]);
  assert.equal(scan.messages.length, 1002);
  assert.deepEqual(scan.messages[500], { level: "fatal", value: "and 1 more like these" });
  assert.deepEqual(scan.messages.at(-1), { level: "warn", value: "and 100 more like these" });
});

test("versions and paths of one package are one vulnerability, as bad as the worst", async () => {
  const at = (version: string, path: string, severity: "LOW" | "HIGH", fix: string) =>
    makeVulnerability({
      ...{ severity, location: { path }, package: makePackage({ name: "a", version }) },
      fix: { state: "fixed", versions: [fix] },
    });
  const { vulnerabilities } = await read([inImage("a:1", at("1", "x", "LOW", "1.9"), at("2", "y", "HIGH", "2.9"))]);
  assert.equal(vulnerabilities.length, 1);
  assert.equal(vulnerabilities[0]?.severity, "High");
  assert.equal(vulnerabilities[0]?.solution, "Update a to 1.9, 2.9");
  const rows = vulnerabilities[0]?.details.occurrences.rows.map((row) => row.map(({ value }) => value));
  assert.deepEqual(rows, [
    ["1", "x"],
    ["2", "y"],
  ]);
});

test("another tag of an image is left out and counted, but not one that GitLab keeps apart", async () => {
  const names = async (...images: readonly string[]) => {
    const { vulnerabilities, warnings } = await read(images.map((image) => inImage(image, makeVulnerability())));
    assert.equal(new Set(vulnerabilities.map(({ id }) => id)).size, vulnerabilities.length);
    const left = images.length - vulnerabilities.length;
    assert.equal(/left out (\d+) finding/.exec(warnings)?.[1] ?? "0", String(left));
    return vulnerabilities.map(({ location }) => location.image);
  };
  assert.deepEqual(await names("a:latest", "a", "a:0123abcd", "a:main"), ["a:latest"]);
  assert.deepEqual(await names("a:1.27", "a:1.28", "a:v2"), ["a:1.27", "a:1.28", "a:v2"]);
  assert.deepEqual(await names("r.example.com:5000/a", "r.example.com:5000/b"), [
    ...["r.example.com:5000/a:latest", "r.example.com:5000/b:latest"],
  ]);
  const [one, two] = ["a", "b"].map((digit) => `a@sha256:${digit.repeat(64)}`);
  assert.deepEqual(await names(one ?? "", two ?? ""), [one]);
  assert.deepEqual(await names(`a:1.2@${one?.slice(2)}`), ["a:1.2"]);
});

test("a Dockerfile is an image of its path, and has the same ids in each run", async () => {
  const build = (reference: string): Outcome => {
    const target = { id: "d", kind: "dockerfile" as const, dockerfile: "./api/Dockerfile" };
    const done = makeDone([makeVulnerability()], target);
    const { image: _, ...own } = done.target;
    return { ...done, target: own, data: { ...done.data, image: { reference, source: "docker" } } };
  };
  const [before, after] = [await read([build("x:1")]), await read([build("y:2")])];
  assert.equal(before.vulnerabilities[0]?.location.image, "api/Dockerfile:latest");
  assert.equal(before.vulnerabilities[0]?.location.operating_system, "Unknown");
  assert.equal(before.vulnerabilities[0]?.id, after.vulnerabilities[0]?.id);
});

test("identifiers have the type of their prefix, the advisory first, and are 20 at most", async () => {
  const cwes = Array.from({ length: 30 }, (_, index) => `CWE-${index + 1}`);
  const finding = makeVulnerability({ id: "GHSA-a-b-c", aliases: ["CVE-2024-1", "ALAS2-2024-1", "odd"], cwes });
  const { vulnerabilities } = await read([inImage("a:1", finding)]);
  const identifiers = vulnerabilities[0]?.identifiers ?? [];
  assert.equal(identifiers.length, 20);
  assert.deepEqual(
    identifiers.slice(0, 5).map(({ type, value }) => `${type} ${value}`),
    ["ghsa GHSA-a-b-c", "cve CVE-2024-1", "alas ALAS2-2024-1", "hullscan odd", "cwe 1"],
  );
});

test("vectors that GitLab's schema refuses are left out: it would refuse the whole report", async () => {
  const vectors = ["CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", "CVSS:3.1/AV:N", "CVSS:3.0/AV:N/AC:L\n"];
  const cvss = vectors.map((vector) => ({ source: "nvd", version: 3 as const, vector }));
  const four = {
    source: "nvd",
    version: 4 as const,
    vector: "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N",
  };
  const { report } = await read([inImage("a:1", makeVulnerability({ cvss: [...cvss, four] }))]);
  assert.deepEqual(report.vulnerabilities[0].cvss_vectors, [{ vendor: "nvd", vector: vectors[0] }]);
});

test("past 20,000 vulnerabilities descriptions are short, and the newer schema is named when asked for", async () => {
  const description = "d".repeat(2000);
  const many = Array.from({ length: 20_001 }, (_, index) =>
    makeVulnerability({ id: `CVE-2024-${index}`, description }),
  );
  const { report, vulnerabilities, warnings } = await read([inImage("a:1", ...many)], {
    options: { schema: "15.2.1" },
  });
  assert.equal(report.version, "15.2.1");
  assert.deepEqual(
    [19_999, 20_000].map((at) => vulnerabilities[at]?.description?.length),
    [2000, 1000],
  );
  assert.match(warnings, /cut after 1000 characters/);
});

test.run();
