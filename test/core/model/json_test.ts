import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { toFailure, toScanError } from "#core/errors/mod.ts";
import { defineErrors, defineProcessor, type ScanData, SEVERITIES, skip, type Target } from "#core/mod.ts";
import { collector, runToEnd, sourceOf } from "#support/pipeline.ts";

const rareError = defineErrors({
  RARE: { message: ({ text }: { text: string }) => text, hint: "Try again", retryable: true },
  WRONG_CALL: { message: ({ text }: { text: string }) => text, usage: true },
});

const text = fc.string({ minLength: 1, maxLength: 20, unit: "binary" }).map((value) => value.replaceAll("\0", "-"));
/** Data of a plugin's own. JSON has no -0: it is made the 0 that it equals. */
const own = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));
const maybe = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

/** Anything that a plugin may throw. */
const thrown = fc.oneof(
  text.map((message) => new Error(message, { cause: new Error("inner") })),
  text.map((value) => rareError("RARE", { text: value }, { cause: new Error("inner"), target: "x" })),
  text.map((value) => rareError("WRONG_CALL", { text: value })),
  fc.anything(),
);

const settled = maybe(
  fc.oneof(
    text.map((reason) => ({ status: "skipped" as const, reason })),
    thrown.map((error) => ({ status: "failed" as const, error: toFailure(error, { stage: "targets" }) })),
  ),
);

const strings = fc.array(text, { maxLength: 3 });
const time = fc.date({ noInvalidDate: true }).map((date) => date.toISOString());
const record = <T extends object>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { noNullPrototype: true });

const ofEach = {
  id: text,
  severity: fc.constantFrom(...SEVERITIES),
  location: record({
    path: maybe(text),
    startLine: maybe(fc.nat()),
    endLine: maybe(fc.nat()),
    layer: maybe(record({ digest: maybe(text), diffId: maybe(text) })),
  }),
  title: maybe(text),
  description: maybe(text),
  references: maybe(strings),
  raw: maybe(record({ Target: text, Type: own })),
};

const cvss = fc.array(
  record({ source: text, version: fc.constantFrom(2, 3, 4), vector: maybe(text), score: maybe(fc.nat(10)) }),
  { maxLength: 2 },
);

const finding = fc.oneof(
  record({
    ...ofEach,
    kind: fc.constant("vulnerability"),
    package: record({
      name: text,
      version: text,
      class: fc.constantFrom("os", "language"),
      type: text,
      purl: maybe(text),
    }),
    fix: record({ state: fc.constantFrom("fixed", "affected", "unknown"), versions: strings }),
    aliases: maybe(strings),
    cvss: maybe(cvss),
    publishedAt: maybe(time),
  }),
  record({ ...ofEach, kind: fc.constant("secret"), category: text, match: text }),
  record({ ...ofEach, kind: fc.constant("misconfiguration"), fileType: text, message: text, resolution: text }),
  record({
    ...ofEach,
    kind: fc.constant("license"),
    category: text,
    package: maybe(record({ name: text })),
    confidence: fc.integer({ min: 0, max: 100 }).map((percent) => percent / 100),
  }),
);

const scans = fc.array(
  record({
    scanner: record({ name: text, version: maybe(text) }),
    database: maybe(record({ builtAt: time, javaBuiltAt: maybe(time) })),
    origin: fc.constantFrom("scan", "cache", "replay"),
    scannedAt: time,
    attempts: fc.nat(),
    caveats: fc.array(record({ code: text, message: text }), { maxLength: 2 }),
    cacheKey: maybe(text),
  }),
  { maxLength: 2 },
);

const imageFacts = record({
  reference: text,
  digest: maybe(text),
  platform: maybe(text),
  source: text,
  os: maybe(record({ family: text, version: text, isEndOfLife: maybe(fc.boolean()) })),
  layers: maybe(strings),
  size: maybe(fc.nat()),
  createdAt: maybe(time),
  labels: maybe(fc.dictionary(text, text, { noNullPrototype: true })),
});

/** What scanners know of a target. */
const scanned = record({
  image: maybe(imageFacts),
  scans: maybe(scans),
  findings: maybe(fc.array(finding, { maxLength: 3 })),
});

const target = fc.record(
  {
    id: text,
    kind: fc.constantFrom("image", "dockerfile", "helm-chart"),
    image: maybe(text),
    dockerfile: maybe(text),
    platform: maybe(text),
    minSeverity: fc.constantFrom(...SEVERITIES),
    labels: maybe(fc.dictionary(text, text, { noNullPrototype: true })),
    origin: fc.record({ from: text, line: maybe(fc.nat()) }, { noNullPrototype: true }),
    settled,
    more: own,
  },
  { noNullPrototype: true },
);

const answer = fc.oneof(
  thrown.map((error) => () => {
    throw error;
  }),
  fc.tuple(text, own).map(
    ([reason, found]) =>
      () =>
        skip(reason, { own: found } as Partial<ScanData>),
  ),
  scanned.map((found) => () => JSON.parse(JSON.stringify(found)) as Partial<ScanData>),
  own.map((found) => () => ({ own: found, note: undefined }) as unknown as Partial<ScanData>),
);

test("targets and outcomes survive JSON, whatever sources emit and processors return or throw", () =>
  fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(target, answer), { maxLength: 5 }), async (cases) => {
      const answers = cases.map(([, give]) => give).values();
      const processor = defineProcessor({
        name: "any",
        provides: ["findings"],
        setup: () => ({ process: () => (answers.next().value ?? (() => undefined))() }),
      })();
      const { sink, outcomes } = collector();
      const targets = cases.map(([given]) => given as unknown as Target);
      await runToEnd({ sources: [sourceOf(() => targets)], processors: [processor], sinks: [sink], scanless: true });
      assert.equal(outcomes.length, cases.length);
      for (const outcome of outcomes) assert.deepEqual(JSON.parse(JSON.stringify(outcome)), outcome);
    }),
    { numRuns: 60 },
  ));

test("a failure is all that its error said, but for where it came from, and makes that error again", () => {
  const error = rareError("RARE", { text: "It is rare" }, { cause: new Error("inner") });
  const failure = toFailure(error, { plugin: "p", stage: "process" });
  assert.deepEqual(failure, {
    ...{ code: "RARE", message: "It is rare", hint: "Try again", plugin: "p", stage: "process" },
    ...{ retryable: true, fatal: false, usage: false },
  });
  const { code, message, hint, plugin, retryable, fatal, usage } = toScanError(failure);
  assert.deepEqual({ code, message, hint, plugin, stage: "process", retryable, fatal, usage }, failure);
});

test.run();
