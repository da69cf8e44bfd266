import assert from "node:assert/strict";
import { test } from "uvu";
import type { ScanData, Target } from "#core/mod.ts";
import { INTERNAL_ERROR, NEVER_SCANNED, type ScanSpec, type StartDtrOptions } from "#demo/dtr/mod.ts";
import { type DtrRescanInput, dtrRescan } from "#plugins/processors/dtr_rescan/mod.ts";
import { dtrNamespaces } from "#plugins/sources/dtr_namespaces/mod.ts";
import { type DtrBench, withDtrBench } from "#support/dtr_bench.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";

const STALE: ScanSpec = { shouldRescan: true, critical: 9, completedAt: "2024-05-06T07:08:09.123456789Z" };
const QUICK: DtrRescanInput = { wait: true, pollInterval: "1ms", waitTimeout: "1m" };

/** Has the one tag of a DTR scanned, and waits for it. */
async function scanOne(bench: DtrBench, options: DtrRescanInput = QUICK): Promise<Partial<ScanData>> {
  const { dtr, ctx } = bench;
  const source = await openPlugin(dtrNamespaces({ url: dtr.url, namespaces: ["dev"] }), ctx);
  const processor = await openPlugin(dtrRescan({ url: dtr.url, ...options }), ctx);
  try {
    for await (const target of source.targets(ctx) as AsyncIterable<Target>) {
      return ((await processor.process({ target, data: {} }, bench.forTarget(target))) ?? {}) as Partial<ScanData>;
    }
    return {};
  } finally {
    await processor.dispose?.();
    await source.dispose?.();
  }
}

function contentsOf(scan: ScanSpec | undefined): StartDtrOptions["contents"] {
  return { dev: { app: { tags: { "1.0": [scan === undefined ? {} : { scan }] } } } };
}

const SOUND = [3, 2, 4, 5, 6];

for (const [what, scan, course] of [
  ["a DTR that keeps the old date meanwhile", STALE, { statuses: SOUND, dateMeanwhile: "kept" }],
  ["a DTR that resets the date meanwhile", STALE, { statuses: SOUND, dateMeanwhile: "zero" }],
  ["a DTR that goes on looking complete for a while", STALE, { statuses: [6, 6, 6, 3, 5, 6] }],
  ["a scan that is through between two looks", STALE, { statuses: [6] }],
  ["an image that was never scanned", NEVER_SCANNED, { statuses: [0, 0, 3, 2, 6] }],
  ["an image without a summary", undefined, { statuses: [1, 7, 2, 6] }],
] as const) {
  test(`dtrRescan() waits for the new result of ${what}`, async () => {
    await withDtrBench({ contents: contentsOf(scan), course }, async (bench) => {
      const { dtr, note } = await scanOne(bench);
      assert.equal(dtr?.requested, true);
      const { result } = dtr;
      assert.deepEqual([result?.critical, result?.major, result?.minor], [1, 2, 3], "not the old 9");
      const [manifest] = bench.dtr.find({ namespace: "dev", repository: "app", tag: "1.0" }) ?? [];
      assert.equal(result?.checkCompletedAt, manifest?.scan?.completedAt);
      assert.deepEqual(manifest?.upcoming, [], "the scan was seen to its end");
      assert.equal(dtr.checkCompletedAt, scan?.completedAt ?? null, "what was decided on stays as it was");
      assert.match(note ?? "", /it is complete: 1 critical, 2 major, 3 minor/);
      assert.equal(bench.scans().length, 1);
    });
  });
}

test("dtrRescan() fails a target whose scan fails", async () => {
  await withDtrBench({ contents: contentsOf(STALE), course: { statuses: [3, 2, 0] } }, async (bench) => {
    const error = await catchScanError(() => scanOne(bench));
    assert.equal(error.code, "DTR_SCAN_FAILED");
    assert.match(error.message, /dev\/app:1\.0 \(linux\/amd64\)/);
    assert.match(bench.logs.at(-1) ?? "", /1 failed/);
  });
});

test("dtrRescan() gives up after the time that it may wait, and does not take the old result for the new one", async () => {
  const statuses = Array.from({ length: 100_000 }, () => 6);
  await withDtrBench({ contents: contentsOf(STALE), course: { statuses } }, async (bench) => {
    const error = await catchScanError(() => scanOne(bench, { ...QUICK, waitTimeout: "200ms" }));
    assert.equal(error.code, "DTR_SCAN_TIMEOUT");
    assert.match(error.message, /not complete after 200ms; its status is 6/);
  });
});

test("dtrRescan() sits out what passes while it waits, and gives up on what does not", async () => {
  await withDtrBench({ contents: contentsOf(STALE) }, async (bench) => {
    let looks = 0;
    bench.dtr.setIntercept(({ path }) => {
      if (bench.scans().length === 0 || !path.endsWith("/tags/1.0")) return undefined;
      looks += 1;
      return looks % 3 === 1 ? INTERNAL_ERROR : undefined;
    });
    assert.equal((await scanOne(bench)).dtr?.result?.critical, 1);
    assert.ok(looks > 3);
  });
  await withDtrBench({ contents: contentsOf(STALE) }, async (bench) => {
    bench.dtr.setIntercept(() => {
      if (bench.scans().length > 0) bench.dtr.remove({ namespace: "dev", repository: "app", tag: "1.0" });
      return undefined;
    });
    assert.equal((await catchScanError(() => scanOne(bench))).code, "DTR_NOT_FOUND");
  });
});

test("dtrRescan() stops waiting when the run is aborted", async () => {
  const controller = new AbortController();
  await withDtrBench(
    { contents: contentsOf(STALE), course: { statuses: Array.from({ length: 1000 }, () => 3) } },
    async (bench) => {
      const waiting = scanOne(bench, { wait: true, pollInterval: "1h", waitTimeout: "2h" });
      bench.dtr.setIntercept(({ method }) => {
        if (method === "POST") setImmediate(() => controller.abort());
        return undefined;
      });
      assert.equal((await catchScanError(() => waiting)).code, "ABORTED");
    },
    { signal: controller.signal },
  );
});

test.run();
