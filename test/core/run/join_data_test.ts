import assert from "node:assert/strict";
import { test } from "uvu";
import { caveatsOf, fingerprintOf } from "#core/kit.ts";
import { defineProcessor } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeVulnerability } from "#support/outcomes.ts";
import { collector, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";
import { outcomesOf, returning } from "#support/returning.ts";

test("findings and scans of two processors are joined, those that one hands on are there once", async () => {
  const [one, two] = [makeVulnerability({ id: "CVE-1" }), makeVulnerability({ id: "CVE-2" })];
  const caveats = ["X", "Y"].map((code) => ({ code, message: code.toLowerCase() }));
  const [x, y] = [fakeScan({ caveats: caveats.slice(0, 1) }), fakeScan({ caveats: caveats.slice(1) })];
  const second = defineProcessor({
    name: "second",
    provides: ["findings"],
    setup: () => ({
      process: ({ data: { findings = [], scans = [] } }) => ({ findings: [...findings, two], scans: [...scans, y] }),
    }),
  })();
  const first = returning("first", () => ({ findings: [one], scans: [x] }));
  const processors = [first, second, returning("third", () => ({ findings: [] }))];
  const { sink, outcomes } = collector();
  await runToEnd({ sources: [images("a")], processors, sinks: [sink] });
  const [data] = outcomes.map((outcome) => outcome.data);
  assert.deepEqual(data, {
    findings: [
      { ...one, scanner: "first", fingerprint: fingerprintOf(one) },
      { ...two, scanner: "second", fingerprint: fingerprintOf(two) },
    ],
    scans: [x, y],
  });
  assert.deepEqual(caveatsOf(data ?? {}), caveats);
});

test("packages of two scanners are joined, and those with what looks like a secret are not masked", async () => {
  const [one, two] = ["a", "b"].map((name) => {
    return { name, version: "1", class: "os" as const, type: "debian", path: `p/token=${name.repeat(40)}` };
  });
  const [outcome] = await outcomesOf({ packages: [one] }, { packages: [two] });
  assert.deepEqual(outcome?.data.packages, [one, two]);
});

test("facts about one image are joined; those about another image replace them", async () => {
  const built = { reference: "built:1", imageId: "sha256:1", source: "docker" };
  const os = { family: "debian", version: "12.5" };
  const known = { image: { reference: "built:1", source: "docker", os } };
  const [joined] = await outcomesOf({ image: built }, known);
  assert.deepEqual(joined?.data.image, { ...built, os });
  const signed = { reference: "signed:1", source: "registry" };
  const [replaced] = await outcomesOf({ image: built }, known, { image: signed });
  assert.deepEqual(replaced?.data.image, signed);
});

test("a finding below the target's severity level does not reach sinks, whoever returns it", async () => {
  const { sink, outcomes } = collector();
  const findings = (["LOW", "HIGH", "UNKNOWN", "CRITICAL"] as const).map((severity) => makeVulnerability({ severity }));
  const sources = [sourceOf(() => [image("a", { minSeverity: "HIGH" }), image("b", { minSeverity: "UNKNOWN" })])];
  await runToEnd({ sources, processors: [returning("all", () => ({ findings }))], sinks: [sink] });
  assert.deepEqual(
    outcomes.map(({ data }) => data.findings?.map(({ severity }) => severity)),
    [
      ["HIGH", "CRITICAL"],
      ["LOW", "HIGH", "UNKNOWN", "CRITICAL"],
    ],
  );
});

test.run();
