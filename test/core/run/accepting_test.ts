/** What a run does with rules for accepted findings. */
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "uvu";
import { createGate } from "#core/cli/gate/create_gate.ts";
import type { ScanConfig, Target } from "#core/mod.ts";
import { breakOff, resume } from "#support/broken_run.ts";
import { makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { returning } from "#support/returning.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const TERM = { reason: "not reachable", until: "2999-12-31", over_a_year: true };
const critical = makeVulnerability({ id: "CVE-1", severity: "CRITICAL", fix: { state: "fixed", versions: ["2"] } });
const other = makeVulnerability({ id: "CVE-2", severity: "HIGH" });

type Rules = NonNullable<ScanConfig["accept"]>;

async function run(accept: Rules, make: (target: Target) => unknown = () => ({ findings: [critical, other] })) {
  const { sink, outcomes } = collector();
  const config = { sources: [images("a", "b")], processors: [returning("finds", make)], sinks: [sink], accept };
  const { events, error, last } = await runToEnd(config);
  assert.equal(error, undefined);
  assert.ok(last);
  const logs = events.flatMap((event) => (event.type === "log" ? [`${event.level}: ${event.message}`] : []));
  return { outcomes, last, logs, events };
}

/** Whether a gate at a severity is hit, and what it says. */
function pass({ events }: Pick<Awaited<ReturnType<typeof run>>, "events">, severity: "CRITICAL" | "HIGH") {
  const said: string[] = [];
  const note = (message: string) => void said.push(message);
  const gate = createGate({ rules: [{ severity }] });
  for (const event of events) gate.watch(event, { debug: note, info: note, warn: note, error: note });
  const { summary } = events.find((event) => event.type === "run.finished") ?? assert.fail("it has not finished");
  return { isHit: gate.isHit(summary), said };
}

test("accepted findings reach sinks and observers marked; sums and gate do not count them", async () => {
  const { outcomes, last, events } = await run([{ id: "CVE-1", image: "a", ...TERM, owner: "@team-a" }]);
  const marked = {
    status: "accepted",
    reason: "not reachable",
    rule: "accept[0]",
    until: "2999-12-31",
    owner: "@team-a",
  };
  assert.deepEqual(
    outcomes.map(({ target, data }) => [target.image, data.findings?.map(({ accepted }) => accepted)]),
    [
      ["a", [marked, undefined]],
      ["b", [undefined, undefined]],
    ],
  );
  const finished = events.flatMap((event) => (event.type === "target.finished" ? [event.outcome] : []));
  assert.deepEqual(finished, outcomes);
  assert.deepEqual([last.severities.CRITICAL, last.severities.HIGH, last.accepted.CRITICAL], [1, 2, 1]);
  assert.deepEqual(last.rules, { ended: 0, unused: 0 });
  assert.ok(pass({ events }, "CRITICAL").isHit);
  const both = await run([{ id: "CVE-1", ...TERM }]);
  assert.deepEqual(pass(both, "CRITICAL"), {
    isHit: false,
    said: ["--fail-on CRITICAL does not count 2 accepted findings"],
  });
  assert.ok(pass(both, "HIGH").isHit);
});

test("an accepted secret is none of the run's secrets, and its image has none", async () => {
  const { last } = await run([{ kind: "secret", ...TERM }], () => ({ findings: [makeSecret("HIGH")] }));
  assert.deepEqual([last.secrets, last.secretTargets, last.byImage.images, last.byImage.secrets], [0, 0, 0, 0]);
});

test("a run names rules that have ended, that match nothing, that are hidden, or that are for all images", async () => {
  const { last, logs } = await run([
    { id: "CVE-1", reason: "r", until: "2020-01-31" },
    { id: "CVE-1", ...TERM, image: "**" },
    { id: "CVE-1", package: "libc6", ...TERM },
    { id: "CVE-9", ...TERM },
    { id: "CVE-2", ...TERM, image: "c" },
  ]);
  assert.deepEqual(logs, [
    "warn: 1 rule for accepted findings, whatever the image: accept[1]",
    "warn: 1 rule for accepted findings has ended: its findings count again: accept[0] (2020-01-31)",
    "warn: No finding of this run matches 1 rule for accepted findings: accept[3]",
    "warn: No image of this run matches 1 rule for accepted findings: accept[4]",
    "warn: The first rule that matches decides, so nothing is left to 1 rule for accepted findings: accept[2]",
  ]);
  assert.deepEqual(last.rules, { ended: 1, unused: 3 });
});

test("where a target has failed, no rule is called unused: what it is for may be in that one", async () => {
  const { last, logs } = await run([{ id: "CVE-9", ...TERM }], ({ image }) => {
    if (image === "b") throw new Error("broken");
    return { findings: [critical] };
  });
  assert.deepEqual([logs, last.rules], [[], { ended: 0, unused: 0 }]);
});

test("the journal holds findings as they were found: a resumed run goes by the rules of its own day", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "b");
    assert.doesNotMatch(await readFile(path, "utf8"), /accepted/);
    const accept = [{ package: "a", ...TERM }];
    const { error, outcomes } = await resume(folder, { accept });
    assert.equal(error, undefined);
    const accepted = outcomes.filter(({ data }) => data.findings?.some((finding) => finding.accepted));
    assert.deepEqual(
      accepted.map(({ target, replayed }) => [target.image, replayed]),
      [["a", true]],
    );
  });
});

test("a processor may accept findings itself, in the right shape", async () => {
  const accepted = { status: "fixed", reason: "patched", rule: "vex.json" };
  const own = { ...makeVulnerability({ package: makePackage() }), accepted };
  assert.equal((await run([], () => ({ findings: [own] }))).last.accepted.HIGH, 2);
  const { last, outcomes } = await run([], () => ({ findings: [{ ...own, accepted: { ...accepted, rule: 7 } }] }));
  assert.equal(last.failed, 2);
  const [first] = outcomes;
  assert.match(first?.status === "failed" ? first.error.message : "", /findings\[0\]\.accepted\.rule: expected text/);
});

test.run();
