import assert from "node:assert/strict";
import { test } from "uvu";
import type { Finding } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { findMoment, findPlaces, parseMoment, parseQuery, readHistory } from "#plugins/lib/history/questions/mod.ts";
import { type HistoryScene, testHistory } from "#support/history_engines.ts";
import { KEY, type MadeRun, makeHistory } from "#support/made_history.ts";

function finding(name: string, version: string, purl: string): Finding {
  const aliases = ["GHSA-abcd-1234-5678"];
  return fakeFinding({ id: "CVE-2023-4911", aliases, package: { name, version, class: "os", type: "debian", purl } });
}

function openssl(version: string): Finding {
  return finding("openssl", version, `pkg:deb/debian/openssl@${version}?arch=amd64`);
}

const BABEL = finding("@babel/core", "7.1.0", "pkg:npm/%40babel/core@7.1.0");

/** Asks a history: images, each with the days since which it has what was found. */
async function askAll(
  { place }: HistoryScene,
  runs: readonly MadeRun[],
  questions: readonly (readonly [query: string, at?: string])[],
) {
  await makeHistory(place, runs);
  return await readHistory(place, async (db) => {
    const answers: unknown[] = [];
    for (const [query, at] of questions) {
      const moment = await findMoment(db, String(place), at === undefined ? undefined : parseMoment(at));
      const { places } = await findPlaces(db, parseQuery(query), moment);
      answers.push(places.map(({ image, findings }) => [image, ...findings.map(({ since }) => since.slice(5, 10))]));
    }
    return answers;
  });
}

testHistory(
  test,
  "a finding is found by its alias, its package with a range, a package URL and, of a secret, its rule",
  async (scene) => {
    const runs = [
      {
        day: "2026-10-01",
        images: { "cart:1": [openssl("3.0.2"), KEY], "pay:7": [openssl("3.0.9")], "web:2": [BABEL] },
      },
    ];
    const [cart, pay, web] = ["cart:1", "pay:7", "web:2"].map((image) => [image, "10-01"]);
    const questions: Readonly<Record<string, readonly unknown[]>> = {
      "ghsa-ABCD-1234-5678": [cart, pay, web],
      "cve-2023-4911": [cart, pay, web],
      OpenSSL: [cart, pay],
      "openssl<3.0.7": [cart],
      "openssl >= 3.0.7, <3.1": [pay],
      "openssl@3.0.9": [pay],
      "pkg:deb/debian/openssl": [cart, pay],
      "pkg:deb/debian/openssl<3.0.7": [cart],
      "pkg:deb/debian/openssl@3.0.2?arch=amd64": [cart],
      "pkg:deb/ubuntu/openssl": [],
      "@babel/core@7.1.0": [web],
      "@babel/core": [web],
      "pkg:npm/%40babel/core": [web],
      "aws-access-key-id": [cart],
      "no-such-thing": [],
    };
    const answers = await askAll(
      scene,
      runs,
      Object.keys(questions).map((query) => [query]),
    );
    assert.deepEqual(
      Object.fromEntries(Object.keys(questions).map((query, index) => [query, answers[index]])),
      questions,
    );
  },
);

testHistory(
  test,
  "an image has a finding since it first had it, in whatever version, and as of its last scan",
  async (scene) => {
    const runs = [
      { day: "2026-10-01", images: { "cart:1": [openssl("3.0.1")], "pay:7": [] } },
      { day: "2026-10-05", images: { "cart:1": [openssl("3.0.2")], "pay:7": [openssl("3.0.9")] } },
      { day: "2026-10-09", images: { "cart:1": [], "pay:7": "TIMEOUT" } },
    ];
    const query = "CVE-2023-4911";
    const answers = await askAll(scene, runs, [
      [query],
      [query, "2026-10-04"],
      [query, "2026-10-05T09:00:00Z"],
      [query, "2026-10-05"],
    ]);
    const [cart, pay] = [
      ["cart:1", "10-01"],
      ["pay:7", "10-05"],
    ];
    assert.deepEqual(answers, [[pay], [cart], [cart], [cart, pay]]);
  },
);

testHistory(
  test,
  "an image counts once, whatever pipelines look at it, and as the one sees it that asks for most",
  async ({ place }) => {
    const [high, critical] = [{ minSeverity: "HIGH" }, { minSeverity: "CRITICAL" }] as const;
    await makeHistory(place, [
      { day: "2026-10-01", images: { "cart:1": [KEY], "pay:7": [KEY], "web:2": "TIMEOUT" } },
      { day: "2026-10-02", images: { "cart:1": [KEY], "job:1": [KEY] }, target: critical, pipeline: "nightly" },
      { day: "2026-10-03", images: { "pay:7": [KEY] }, target: high, caveats: ["OS_UNKNOWN"] },
      { day: "2026-10-04", images: { "job:1": "TIMEOUT" }, target: critical, pipeline: "nightly" },
    ]);
    const { places, coverage } = await readHistory(place, async (db) =>
      findPlaces(db, parseQuery("aws-access-key-id"), await findMoment(db, String(place), undefined)),
    );
    assert.deepEqual(places.map(({ image, pipeline }) => `${image} ${pipeline}`).sort(), [
      "cart:1 nightly",
      "cart:1 test",
      "job:1 nightly",
      "pay:7 test",
    ]);
    assert.deepEqual(coverage, {
      ...{ images: 3, neverScanned: 1, failedSince: 1, withCaveats: 1 },
      floors: { UNKNOWN: 1, HIGH: 1, CRITICAL: 1 },
    });
  },
);

for (const query of ["openssl<", "<3", "openssl<3,", "a=b=c", "pkg:", " ", "pkg:deb/debian/openssl<3<4"]) {
  test(`"${query}" is no question`, () => {
    assert.throws(() => parseQuery(query), { code: "USAGE" });
  });
}

test.run();
