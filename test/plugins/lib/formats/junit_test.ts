import assert from "node:assert/strict";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { checkJunit } from "#support/formats/checks/junit.ts";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";

async function format(outcomes: Iterable<Outcome>, more: Parameters<typeof formatOutcomes>[2] = {}) {
  const { parts, warnings } = await formatOutcomes("junit", outcomes, more);
  return { xml: parts[""] ?? "", parts, warnings };
}

function listNames(xml: string): readonly string[] {
  return [...xml.matchAll(/<testcase name="([^"]*)"/g)].map(([, name = ""]) => name);
}

test("JUnit XML is what the strictest readers accept, whatever is in it, and what it was", async () => {
  const { xml, warnings } = await format(HARD_OUTCOMES);
  await checkJunit(xml);
  assertGolden("junit.xml", xml);
  assert.deepEqual(warnings, []);
});

test("the counts of a suite add up to its cases", async () => {
  const { xml } = await format(HARD_OUTCOMES);
  const suites = [...xml.matchAll(/<testsuite .*?<\/testsuite>/gs)].map(([suite]) => suite);
  assert.equal(suites.length, HARD_OUTCOMES.length);
  for (const suite of suites) {
    const count = (name: string) => Number(new RegExp(` ${name}="(\\d+)"`).exec(suite)?.[1]);
    assert.equal(count("tests"), suite.match(/<testcase /g)?.length);
    assert.equal(count("failures"), suite.match(/<failure /g)?.length ?? 0);
    assert.equal(count("errors"), suite.match(/<error /g)?.length ?? 0);
    assert.equal(count("skipped"), suite.match(/<skipped /g)?.length ?? 0);
  }
});

test("only a clean image has a case that passes in JUnit XML", async () => {
  const { xml } = await format(HARD_OUTCOMES);
  const passed = [...xml.matchAll(/<testcase name="([^"]*)" classname="([^"]*)"[^>]*\/>/g)].map(
    ([, ...found]) => found,
  );
  assert.deepEqual(passed, [["no findings", `alpine@sha256:${"a".repeat(64)}`]]);
  assert.match(
    xml,
    /<testcase name="OS_UNKNOWN" classname="busybox:1 \(linux\/arm64\)"[^>]*><error [^>]*type="caveat">/,
  );
  assert.match(xml, /<error message="There is no image &quot;nginx:1.27&quot;" type="not-scanned">There is no/);
  assert.match(xml, /<skipped message="up to date">/);
  const { xml: unscanned } = await format([{ ...makeDone([]), data: { note: "a scan is requested" } }]);
  assert.match(unscanned, /<skipped message="a scan is requested">/);
  await checkJunit(unscanned);
});

test("a test in JUnit XML has the same name when its severity is another, and no two in an image have one", async () => {
  const inPath = (path: string) =>
    makeVulnerability({ id: "CVE-1", package: makePackage({ name: "a", version: "1" }), location: { path } });
  const findings = [inPath("x"), inPath("y"), inPath("y"), makeSecret("HIGH"), makeSecret("HIGH")];
  const { xml } = await format([makeDone(findings)]);
  const secret = "aws-access-key-id /app/.env";
  assert.deepEqual(listNames(xml), ["CVE-1 a 1 x", "CVE-1 a 1 y", "CVE-1 a 1 y #2", secret, `${secret} #2`]);
  const worse = await format([makeDone(findings.map((one) => ({ ...one, severity: "CRITICAL" })))]);
  assert.deepEqual(listNames(worse.xml), listNames(xml));
});

test("a run that was interrupted, and one without images, pass nothing in JUnit XML", async () => {
  const broken = await format([], { summary: { interrupted: true } });
  assert.match(broken.xml, /<error message="The run was interrupted: not all images are here" type="interrupted">/);
  const empty = await format([]);
  assert.match(empty.xml, /<skipped message="The run had no images">/);
  await Promise.all([checkJunit(broken.xml), checkJunit(empty.xml)]);
});

test("for Jenkins the dots of an image become _ in the class name of JUnit XML alone", async () => {
  const { xml } = await format([makeDone([])], { options: { jenkins: true } });
  assert.match(xml, /<testsuite name="nginx:1\.27"/);
  assert.match(xml, /classname="nginx:1_27"/);
});

test("JUnit XML goes on in another file before one is too large for GitLab, which is said", async () => {
  const found = Array.from({ length: 16_000 }, (_, index) =>
    makeVulnerability({
      id: `CVE-${index}`,
      title: "A title of sixty characters that says what is wrong, or not. ".repeat(5),
    }),
  );
  const { parts, warnings } = await format([makeDone(found), makeDone(found), makeDone([])]);
  assert.deepEqual(Object.keys(parts), ["", "-2"]);
  for (const xml of Object.values(parts)) {
    assert.ok(Buffer.byteLength(xml) < 30_000_000);
    assert.match(xml, /^<\?xml [^>]*\?>\n<testsuites>\n<testsuite [^>]*id="0"/);
    assert.ok(xml.endsWith("</testsuite>\n</testsuites>\n"));
  }
  assert.equal(Object.values(parts).flatMap(listNames).length, 32_001);
  assert.match(warnings.join(), /the report has 2 files/);
});

test.run();
