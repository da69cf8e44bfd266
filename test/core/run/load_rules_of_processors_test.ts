/** What a run does with the rules of its processors. */
import assert from "node:assert/strict";
import { test } from "uvu";
import { type AcceptRule, coreError } from "#core/kit.ts";
import { defineProcessor, type ScanConfig } from "#core/mod.ts";
import { makeVulnerability } from "#support/outcomes.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { catchScanError } from "#support/scan_error.ts";

const findings = ["CVE-1", "CVE-2", "CVE-3"].map((id) => makeVulnerability({ id, severity: "HIGH" }));

/** A processor that finds three vulnerabilities, and accepts some of them by a file of its own. */
function finder(accept: () => readonly AcceptRule[] | Promise<readonly AcceptRule[]>) {
  return defineProcessor({
    name: "finder",
    provides: ["findings"],
    accept,
    setup: () => ({ process: () => ({ findings }) }),
  })();
}

function ruleFor(id: string, place: string): AcceptRule {
  return { ids: [id], matches: () => true, acceptance: { status: "accepted", reason: "known", rule: place } };
}

/** Which findings of each target are accepted, and by which rule; and what the run says of rules. */
async function run(config: Omit<ScanConfig, "sinks">) {
  const { sink, outcomes } = collector();
  const { events, error, last } = await runToEnd({ ...config, sinks: [sink] });
  const marks = outcomes.map(({ pipeline, data }) => [pipeline, data.findings?.map((one) => one.accepted?.rule)]);
  const logs = events.flatMap((event) => (event.type === "log" ? [`${event.level}: ${event.message}`] : []));
  return { marks, error, logs, last };
}

test("rules of a processor come behind those of the config, and are told of like those", async () => {
  const accept = [{ id: "CVE-1", reason: "r", until: "2999-01-01", over_a_year: true }];
  const rules = ["CVE-1", "CVE-2", "CVE-9"].map((id, index) => ruleFor(id, `list:${index + 1}`));
  const { marks, logs, last } = await run({ sources: [images("a")], processors: [finder(async () => rules)], accept });
  assert.deepEqual(marks, [["default", ["accept[0]", "list:2", undefined]]]);
  assert.deepEqual(logs, [
    "warn: No finding of this run matches 1 rule for accepted findings: list:3",
    "warn: The first rule that matches decides, so nothing is left to 1 rule for accepted findings: list:1",
  ]);
  assert.deepEqual([last?.rules, last?.accepted.HIGH], [{ ended: 0, unused: 2 }, 2]);
});

test("the same rules in two pipelines are one; rules of one pipeline hold there alone", async () => {
  const [one, two] = [finder(() => [ruleFor("CVE-1", "list:1")]), finder(() => [ruleFor("CVE-2", "other:1")])];
  const sources = [images("a")];
  const pipelines = { a: { sources, processors: [one] }, b: { sources, processors: [one] } };
  const shared = await run({ pipelines });
  assert.deepEqual(shared.marks, [
    ["a", ["list:1", undefined, undefined]],
    ["b", ["list:1", undefined, undefined]],
  ]);
  assert.deepEqual(shared.logs, []);
  const apart = await run({ pipelines: { ...pipelines, b: { sources, processors: [two] } } });
  assert.deepEqual(apart.marks, [
    ["a", ["list:1", undefined, undefined]],
    ["b", [undefined, "other:1", undefined]],
  ]);
  assert.deepEqual(apart.logs, []);
});

test("rules of one file are the same ones, whichever processors of whichever pipelines read it", async () => {
  const fromFile = ["CVE-1", "CVE-9"].map((id, index) => ({ ...ruleFor(id, `list:${index + 1}`), file: "/list" }));
  const others = [ruleFor("CVE-1", "mine:1"), { ...ruleFor("CVE-2", "other:1"), file: "/other" }];
  const [scanner, reader] = [
    finder(() => fromFile),
    defineProcessor({ name: "reader", accept: () => [...fromFile, ...others], setup: () => ({ process() {} }) })(),
  ];
  const sources = [images("a")];
  const once = await run({ sources, processors: [scanner, reader] });
  assert.deepEqual(once.marks, [["default", ["list:1", "other:1", undefined]]]);
  assert.deepEqual(once.logs, [
    "warn: No finding of this run matches 1 rule for accepted findings: list:2",
    "warn: The first rule that matches decides, so nothing is left to 1 rule for accepted findings: mine:1",
  ]);
  assert.deepEqual(once.last?.rules, { ended: 0, unused: 2 });
  const plain = finder(() => []);
  const pipelines = { a: { sources, processors: [scanner] }, b: { sources, processors: [plain, reader] } };
  const twice = await run({ pipelines });
  assert.deepEqual(twice.marks, [
    ["a", ["list:1", undefined, undefined]],
    ["b", ["list:1", "other:1", undefined]],
  ]);
  assert.deepEqual(twice.logs, once.logs);
});

test("a rule that follows from others accepts, and nobody is told of it", async () => {
  const implied = ["CVE-1", "CVE-9"].map((id) => ({ ...ruleFor(id, "list"), isImplied: true }));
  const { marks, logs, last } = await run({ sources: [images("a")], processors: [finder(() => implied)] });
  assert.deepEqual([marks, logs, last?.rules], [[["default", ["list", undefined, undefined]]], [], undefined]);
});

test("a processor that cannot say what it accepts keeps the run from starting, and a dry run does not ask", async () => {
  const fails = finder(() => {
    throw coreError("USAGE", { reason: "line 3 is broken" });
  });
  const config = { sources: [images("a")], processors: [fails] };
  const { error, marks } = await run(config);
  const caught = await catchScanError(() => Promise.reject(error));
  assert.deepEqual([caught.message, marks], ["line 3 is broken", []]);
  assert.equal((await runToEnd(config, { dryRun: true })).error, undefined);
});

test.run();
