import assert from "node:assert/strict";
import { test } from "uvu";
import type { Skip } from "#core/kit.ts";
import { isScanError, type ScanData, type Target } from "#core/mod.ts";
import { type DtrContents, NEVER_SCANNED, type ScanSpec, type StartDtrOptions } from "#demo/dtr/mod.ts";
import { type DtrRescanInput, dtrRescan } from "#plugins/processors/dtr_rescan/mod.ts";
import { dtrNamespaces } from "#plugins/sources/dtr_namespaces/mod.ts";
import { type DtrBench, withDtrBench } from "#support/dtr_bench.ts";
import { openPlugin, parseOptions, runPluginPreflight } from "#support/open_plugin.ts";
import { image } from "#support/pipeline.ts";
import { catchScanError } from "#support/scan_error.ts";

const NOW = new Date("2026-03-01T12:00:00Z");
const DIGEST = `sha256:${"a".repeat(64)}`;

function scanned(daysAgo: number, scan: Partial<ScanSpec> = {}): ScanSpec {
  return { completedAt: new Date(NOW.getTime() - daysAgo * 86_400_000).toISOString(), ...scan };
}

const CONTENTS = {
  dev: {
    app: {
      tags: {
        busy: [{ scan: scanned(40, { status: 5 }) }],
        chart: [{ platform: "" }],
        fresh: [{ scan: scanned(2) }],
        never: [{ scan: NEVER_SCANNED }],
        odd: [{ scan: scanned(2, { status: 4 }) }],
        old: [{ scan: scanned(20) }],
        stale: [{ scan: scanned(2, { shouldRescan: true }), digest: DIGEST }],
        two: [{ platform: "linux/amd64", scan: scanned(1) }, { platform: "linux/arm64" }],
      },
    },
  },
} satisfies DtrContents;

type Result = Partial<ScanData> & Partial<Skip>;

/** Reviews all tags of the namespace dev, one after the other; what was thrown stands for its result. */
async function review(bench: DtrBench, options: DtrRescanInput = {}) {
  const { dtr, ctx } = bench;
  const source = await openPlugin(dtrNamespaces({ url: dtr.url, namespaces: ["dev"] }), ctx);
  const processor = await openPlugin(dtrRescan({ url: dtr.url, ...options }), ctx);
  const results: (readonly [name: string, result: Result, code: string | undefined, target: Target])[] = [];
  for await (const target of source.targets(ctx) as AsyncIterable<Target>) {
    const name = target.id.replace(`dtr-tag:${dtr.host}/dev/`, "");
    try {
      const result: Result = (await processor.process({ target, data: {} }, bench.forTarget(target))) ?? {};
      results.push([name, { ...result.data, ...result }, undefined, target]);
    } catch (error) {
      if (!isScanError(error)) throw error;
      results.push([name, {}, error.code, target]);
    }
  }
  await processor.dispose?.();
  await source.dispose?.();
  return results;
}

function testRescan(name: string, run: (bench: DtrBench) => Promise<void>, options: Partial<StartDtrOptions> = {}) {
  test(name, () => withDtrBench({ contents: CONTENTS, ...options }, run, { startedAt: NOW }));
}

testRescan(
  "dtrRescan() requests exactly the scans that are needed, and tells of each tag what was decided",
  async (bench) => {
    const results = await review(bench, { days: 15 });
    assert.deepEqual(
      results.map(([name, { dtr, skip }]) => [name, dtr?.decision, dtr?.requested, skip === undefined]),
      [
        ["app:busy linux/amd64", "pending", false, true],
        ["app:chart", "scan", false, false],
        ["app:fresh linux/amd64", "up-to-date", false, true],
        ["app:never linux/amd64", "scan", true, true],
        ["app:odd linux/amd64", "none", false, true],
        ["app:old linux/amd64", "scan", true, true],
        ["app:stale linux/amd64", "scan", true, true],
        ["app:two linux/amd64", "up-to-date", false, true],
        ["app:two linux/arm64", "scan", true, true],
      ],
    );
    assert.deepEqual(bench.scans(), [
      "dev/app:never linux/amd64",
      "dev/app:old linux/amd64",
      "dev/app:stale linux/amd64",
      "dev/app:two linux/arm64",
    ]);
    assert.equal(
      bench.logs.at(-1),
      "info: Images: 4 requested, 2 up to date, 1 pending, 1 without a matching rule, 1 without a platform, 0 failed",
    );
    const stale = results[6]?.[1];
    assert.deepEqual(stale?.dtr, {
      namespace: "dev",
      repository: "app",
      tag: "stale",
      digest: DIGEST,
      os: "linux",
      architecture: "amd64",
      lastScanStatus: 6,
      checkCompletedAt: "2026-02-27T12:00:00.000Z",
      shouldRescan: true,
      ageDays: 2,
      decision: "scan",
      reason: "should_rescan is true",
      requested: true,
    });
    assert.equal(
      stale?.note,
      "scan requested: should_rescan is true " +
        "(linux/amd64, status 6 (completed), should_rescan true, last check 2026-02-27T12:00:00.000Z, 2 days ago)",
    );
    assert.match(results[1]?.[1].skip ?? "", /cannot be scanned: it has no platform/);
    const twoArm = results[8]?.[1].dtr;
    assert.deepEqual([twoArm?.lastScanStatus, twoArm?.checkCompletedAt, twoArm?.ageDays], [null, null, null]);
  },
);

testRescan("dtrRescan() with plan requests nothing, and passes nothing on", async (bench) => {
  const results = await review(bench, { days: 15, action: "plan" });
  assert.ok(results.every(([, { skip, dtr }]) => skip !== undefined && dtr?.requested === false));
  assert.match(results[3]?.[1].skip ?? "", /^would request a scan: it was never checked/);
  assert.match(results[2]?.[1].skip ?? "", /^nothing to do: it is up to date/);
  assert.ok(bench.dtr.requests.every(({ method }) => method === "GET"));
  assert.match(bench.logs.at(-1) ?? "", /Images: 4 to be requested, 2 up to date/);
});

testRescan("dtrRescan() with select passes on, by digest, only what needs a scan", async (bench) => {
  const results = await review(bench, { days: 15, action: "select" });
  const selected = results.filter(([, { skip }]) => skip === undefined);
  assert.deepEqual(
    selected.map(([name]) => name),
    ["app:never linux/amd64", "app:old linux/amd64", "app:stale linux/amd64", "app:two linux/arm64"],
  );
  const reference = `${bench.dtr.host}/dev/app:stale@${DIGEST}`;
  assert.deepEqual(selected[2]?.[1].image, { reference, digest: DIGEST, source: "registry" });
  assert.ok(bench.dtr.requests.every(({ method }) => method === "GET"));
});

testRescan("dtrRescan() takes other statuses for pending where it is told to", async (bench) => {
  const results = await review(bench, { days: 1, busyStatuses: [2, 3, 4, 5] });
  assert.deepEqual(
    results.filter(([, { dtr }]) => dtr?.decision === "pending").map(([name]) => name),
    ["app:busy linux/amd64", "app:odd linux/amd64"],
  );
});

testRescan("dtrRescan() says in a dry run what it would do", async (bench) => {
  const results = await review(bench, { action: "plan" });
  const { plan } = dtrRescan().definition;
  const planOf = async (options: DtrRescanInput, index: number) => {
    const step = plan?.(await parseOptions(dtrRescan(options)), results[index]?.[3] ?? image("none"));
    return typeof step === "string" ? step : JSON.stringify(step);
  };
  assert.match(await planOf({}, 6), /^request a scan: should_rescan is true/);
  assert.match(await planOf({ action: "select" }, 6), /^select it: /);
  assert.match(await planOf({ action: "plan" }, 6), /^\{"skip":"would request a scan: /);
  assert.match(await planOf({}, 2), /^\{"leave":"leave it: it is up to date/);
  // The next processor gets none of those.
  assert.match(await planOf({ action: "select" }, 2), /^\{"skip":"leave it: it is up to date/);
  assert.match(await planOf({}, 99), /not a tag of a DTR/);
});

testRescan("dtrRescan() fails the tags whose scan is refused, and goes on", async (bench) => {
  bench.dtr.setIntercept(({ method, path }) => {
    if (method !== "POST") return undefined;
    if (path.includes("/never/"))
      return { status: 403, body: '{"errors":[{"code":"NOT_AUTHORIZED","message":"No."}]}' };
    if (path.includes("/old/")) return { status: 404, body: '{"errors":[{"code":"NO_SUCH_TAG","message":"Gone."}]}' };
    return path.includes("/stale/")
      ? { status: 400, body: '{"errors":[{"code":"SCANNING_NOT_ENABLED","message":"Off."}]}' }
      : undefined;
  });
  const results = await review(bench, { days: 15 });
  assert.deepEqual(
    results.flatMap(([name, , code]) => (code === undefined ? [] : [[name.split(" ")[0], code]])),
    [
      ["app:never", "DTR_FORBIDDEN"],
      ["app:old", "DTR_NOT_FOUND"],
      ["app:stale", "DTR_SCANNING_DISABLED"],
    ],
  );
  assert.deepEqual(bench.scans(), ["dev/app:two linux/arm64"]);
  assert.match(bench.logs.at(-1) ?? "", /1 requested.* 3 failed/);
});

testRescan("dtrRescan() fails a target that is no tag of a DTR", async (bench) => {
  const processor = await openPlugin(dtrRescan({ url: bench.dtr.url }), bench.ctx);
  const target = image("nginx:1.27");
  const error = await catchScanError(() => processor.process({ target, data: {} }, bench.forTarget(target)));
  assert.equal(error.code, "DTR_NO_TAG");
  await processor.dispose?.();
});

test("dtrRescan() asks once for manifests that share a platform", async () => {
  const arm = (digit: string) => ({ platform: "linux/arm", digest: `sha256:${digit.repeat(64)}` });
  await withDtrBench({ contents: { dev: { app: { tags: { "1.0": [arm("a"), arm("b")] } } } } }, async (bench) => {
    const results = await review(bench);
    assert.deepEqual(
      results.map(([, { dtr }]) => dtr?.requested),
      [true, true],
    );
    assert.deepEqual(bench.scans(), ["dev/app:1.0 linux/arm"]);
  });
});

testRescan("the preflight of dtrRescan() checks the login with one request", async (bench) => {
  await runPluginPreflight(dtrRescan({ url: bench.dtr.url }), bench.ctx);
  assert.deepEqual(bench.requests(), ["GET /api/v0/meta/features"]);
  process.env.DTR_TOKEN = "another-token";
  const error = await catchScanError(() => runPluginPreflight(dtrRescan({ url: bench.dtr.url }), bench.ctx));
  assert.deepEqual([error.code, error.usage], ["DTR_AUTH", false]);
  assert.ok(!`${error.message} ${error.hint}`.includes("another-token"));
  assert.equal(bench.requests().length, 2);
});

testRescan(
  "the preflight of dtrRescan() refuses a DTR that does not scan, unless no scan is to be requested",
  async (bench) => {
    const preflight = (action: "request" | "plan" | "select") =>
      runPluginPreflight(dtrRescan({ url: bench.dtr.url, action }), bench.ctx);
    const error = await catchScanError(() => preflight("request"));
    assert.equal(error.code, "DTR_SCANNING_DISABLED");
    await preflight("select");
    await preflight("plan");
    assert.equal(bench.logs.filter((line) => /^warn: .*does not scan: /.test(line)).length, 2);
  },
  { scanningEnabled: false },
);

test.run();
