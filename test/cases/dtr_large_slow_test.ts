/** A DTR with thousands of tags: what is requested, and what that costs. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "uvu";
import { type DtrOptions, dtr } from "#configs/mod.ts";
import { defineSink, scan } from "#core/mod.ts";
import { type GenerateContentsOptions, generateContents, type ManifestSpec } from "#demo/dtr/mod.ts";
import { measureHeap } from "#support/heap.ts";
import type { DtrOrder, DtrReport } from "./fixtures/serve_dtr.ts";

const NOW = new Date();
const SERVER = join(import.meta.dirname, "fixtures/serve_dtr.ts");
const DAYS = 15;

interface LargeDtr {
  readonly url: string;
  tell(order: DtrOrder): Promise<DtrReport>;
}

async function withLargeDtr(contents: GenerateContentsOptions, work: (dtr: LargeDtr) => Promise<void>): Promise<void> {
  const child = fork(SERVER, [JSON.stringify({ ...contents, now: NOW })], { execArgv: ["--import", "tsx"] });
  const exited = once(child, "exit");
  try {
    const [url] = (await once(child, "message")) as [string];
    await work({
      url,
      async tell(order) {
        const answer = once(child, "message");
        child.send(order);
        const [report] = (await answer) as [DtrReport];
        return report;
      },
    });
  } finally {
    child.disconnect();
    await exited;
  }
}

/** The old tool's rules, in its own words: whether it would have posted. */
function isScanned({ scan }: ManifestSpec, busy: readonly number[]): boolean {
  if (scan === undefined) return true;
  const { status = 6, completedAt = "", shouldRescan = false } = scan;
  const days = Math.floor((NOW.getTime() - Date.parse(completedAt)) / 86_400_000);
  if (busy.includes(status)) return false;
  if (days > DAYS) return true;
  if (!shouldRescan && status === 6) return false;
  return shouldRescan || status === 0;
}

function expectScans(options: GenerateContentsOptions, busy: readonly number[]): readonly string[] {
  const expected: string[] = [];
  for (const [namespace, repositories] of Object.entries(generateContents({ ...options, now: NOW }))) {
    for (const [repository, { tags }] of Object.entries(repositories)) {
      for (const [tag, manifests] of Object.entries(tags)) {
        for (const manifest of manifests) {
          const { platform = "linux/amd64" } = manifest;
          if (platform !== "" && isScanned(manifest, busy))
            expected.push(`${namespace}/${repository}:${tag} ${platform}`);
        }
      }
    }
  }
  return expected.sort();
}

function parseNames({ scans }: DtrReport): readonly string[] {
  return scans.map((one) => `${one.namespace}/${one.repository}:${one.tag} ${one.os}/${one.architecture}`).sort();
}

/** Reviews a whole DTR; gives how many outcomes there were, and how much the heap grew in the second half of them. */
async function reviewAll(url: string, total: number, options: DtrOptions = {}) {
  const namespaces = ["team-0", "team-1", "team-2"];
  let outcomes = 0;
  // The least of some looks: in between there is what lanes hold at that moment.
  let [early, late] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  const looksAt = (end: number) => [0.9, 0.95, 1].map((part) => Math.round(end * part));
  const [earlyLooks, lateLooks] = [looksAt(total / 2), looksAt(total)];
  const probe = defineSink({
    name: "probe",
    setup: () => ({
      write() {
        outcomes += 1;
        if (earlyLooks.includes(outcomes)) early = Math.min(early, measureHeap());
        if (lateLooks.includes(outcomes)) late = Math.min(late, measureHeap());
      },
    }),
  });
  process.env.DTR_USER = "demo";
  process.env.DTR_TOKEN = "demo-token";
  const config = { pipelines: { dtr: dtr({ url, namespaces, days: DAYS, ...options }) }, sinks: [probe()] };
  let failed = 0;
  // No event is kept: what grows here is to be the run's own.
  await scan(config).forEach((event) => {
    if (event.type === "target.finished" && event.outcome.status === "failed") failed += 1;
  });
  assert.equal(failed, 0);
  return { outcomes, growth: late - early };
}

test("5,000 tags: exactly the expected scans are requested, memory and requests are bounded, a second run requests none", async () => {
  const contents = { seed: 7, namespaces: 3, repositories: 250, tags: 5000 };
  await withLargeDtr(contents, async ({ url, tell }) => {
    const { outcomes, growth } = await reviewAll(url, 5000);
    const first = await tell("report");
    const expected = expectScans(contents, [5]);
    assert.ok(expected.length > 1000 && expected.length < outcomes - 1000, `${expected.length} of ${outcomes}`);
    assert.deepEqual(parseNames(first), expected);
    assert.ok(outcomes > 5000, "some tags have two manifests");
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024);
    const growthKb = Math.round(growth / 1024);
    console.log(
      `${outcomes} manifests, ${expected.length} scans requested, at most ${first.maxInFlight} requests at a time`,
    );
    console.log(
      `peak memory of the whole process ${peakMb} MB; heap after 5,000 outcomes ${growthKb} KB above that after 2,500`,
    );
    assert.ok(first.maxInFlight <= 8 && first.maxInFlight > 1, `${first.maxInFlight} requests at a time`);
    // While coverage is measured, V8 keeps what it counts.
    const limitKb = process.env.NODE_V8_COVERAGE === undefined ? 2048 : 16_384;
    assert.ok(growthKb < limitKb, `the heap grew by ${growthKb} KB`);
    await tell("finish");
    await reviewAll(url, 5000);
    assert.deepEqual(parseNames(await tell("report")), expected, "the second run requested more");
  });
});

test("a second run while the first one's scans are under way requests none again, with all busy statuses", async () => {
  const contents = { seed: 8, namespaces: 3, repositories: 20, tags: 300 };
  const busyStatuses = [2, 3, 4, 5];
  await withLargeDtr(contents, async ({ url, tell }) => {
    await reviewAll(url, 300, { busyStatuses });
    const expected = expectScans(contents, busyStatuses);
    assert.deepEqual(parseNames(await tell("report")), expected);
    await reviewAll(url, 300, { busyStatuses });
    assert.deepEqual(parseNames(await tell("report")), expected);
  });
});

test.run();
