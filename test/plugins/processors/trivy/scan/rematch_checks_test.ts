import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { coreError } from "#core/kit.ts";
import type { Finding } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import type { FreshResult } from "#plugins/lib/scanning/kept_results.ts";
import { openStore, type Store } from "#plugins/lib/scanning/open_store.ts";
import { RematchChecks } from "#plugins/processors/trivy/scan/rematch_checks.ts";
import { makeVulnerability } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const DB = ["sha-1 2024-01-01", ""];
const found = makeVulnerability({ severity: "HIGH", raw: { Target: "app:1 (alpine 3.20)" } });

function result(
  origin: "scan" | "rematch",
  findings: readonly Finding[] = [found],
  more: Partial<FreshResult> = {},
): FreshResult {
  const image = { reference: "app:1", source: "registry" };
  return { result: { findings, image, scan: fakeScan({ origin }) }, databases: DB, isSameImage: true, ...more };
}

class Bench {
  readonly store: Store;
  readonly warnings: string[] = [];
  readonly forgotten: string[] = [];

  constructor(folder: string) {
    const log = { warn: (text: string) => void this.warnings.push(text), debug: () => {} };
    this.store = openStore({ folder: join(folder, "store"), maxAgeMs: 3_600_000, maxBytes: 2 ** 20, log });
  }

  open(mayScan?: boolean, program = "trivy 1"): Promise<RematchChecks> {
    const log = { warn: (text: string) => void this.warnings.push(text), debug: () => {} };
    return RematchChecks.open({ store: this.store, program, log, ...(mayScan !== undefined && { mayScan }) });
  }

  /** Looks at one image in the way that is right. */
  async find(checks: RematchChecks, scan: () => FreshResult | Promise<FreshResult>, name = "app"): Promise<string> {
    const given = await checks.find({
      rematch: async () => result("rematch"),
      scan: async () => scan(),
      forget: async () => void this.forgotten.push(name),
      leaveLane: (wait) => wait(),
    });
    return given.result.scan.origin;
  }
}

function withBench(work: (bench: Bench) => Promise<void>): () => Promise<void> {
  return () => inTempFolder((folder) => work(new Bench(folder)));
}

const same = () => result("scan");
const other = () => result("scan", []);
const fails = () => Promise.reject(coreError("ABORTED", { reason: "a test" }));

test(
  "the first image of a run, and one of 200, is scanned as well",
  withBench(async (bench) => {
    const checks = await bench.open();
    const origins: string[] = [];
    for (let count = 0; count <= 400; count += 1) origins.push(await bench.find(checks, same));
    const scanned = origins.flatMap((origin, index) => (origin === "scan" ? [index] : []));
    assert.deepEqual(scanned, [0, 200, 400]);
    await checks.end();
  }),
);

test(
  "the others wait until the first is checked",
  withBench(async (bench) => {
    const checks = await bench.open();
    let finish = () => {};
    const started = new Promise<void>((begun) => {
      void bench.find(
        checks,
        () =>
          new Promise((resolve) => {
            finish = () => resolve(same());
            begun();
          }),
      );
    });
    await started;
    let isThrough = false;
    const second = bench.find(checks, other).then((origin) => {
      isThrough = true;
      return origin;
    });
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(isThrough, false);
    finish();
    assert.equal(await second, "rematch");
  }),
);

test(
  "one difference ends it: what was given is forgotten, the end of the run reports it, and later runs scan",
  withBench(async (bench) => {
    const checks = await bench.open();
    await bench.find(checks, same);
    for (let count = 1; count < 200; count += 1) await bench.find(checks, same, `app ${count}`);
    assert.deepEqual(bench.forgotten, []);
    assert.equal(await bench.find(checks, other), "scan");
    assert.equal(bench.forgotten.length, 199);
    assert.equal(bench.warnings.length, 1);
    assert.equal(await bench.find(checks, other), "scan");
    assert.deepEqual(
      [checks.isSuspect(result("rematch").result), checks.isSuspect(result("scan").result)],
      [true, false],
    );
    const error = await catchScanError(() => checks.end());
    assert.equal(error.code, "TRIVY_REMATCH");
    assert.match(error.message, /^199 images of this run may have wrong results: .* with "app:1"$/);
    // What was at work when it came out was kept only after that.
    assert.equal(bench.forgotten.length, 2 * 199);
    assert.equal(await bench.find(await bench.open(), same), "scan");
    assert.equal(await bench.find(await bench.open(false, "trivy 2"), same), "rematch");
    assert.equal(await bench.find(await bench.open(false), same), "scan");
  }),
);

test(
  "the first difference is found before anything was given",
  withBench(async (bench) => {
    const checks = await bench.open();
    assert.deepEqual(await Promise.all([1, 2, 3].map(() => bench.find(checks, other))), ["scan", "scan", "scan"]);
    await checks.end();
    assert.deepEqual(bench.forgotten, []);
  }),
);

test(
  "another order, and another name of the image, is no difference; a caveat is one",
  withBench(async (bench) => {
    const second = makeVulnerability({ severity: "LOW", raw: { Target: "app:1 (alpine 3.20)" } });
    const image = { reference: "mirror/app:2", source: "registry" };
    const renamed = [second, found].map((one) => ({ ...one, raw: { Target: "mirror/app:2 (alpine 3.20)" } }));
    const look = async (scanned: FreshResult) => {
      const checks = await bench.open(undefined, JSON.stringify(scanned));
      const ways = { forget: async () => {}, leaveLane: (wait: () => Promise<unknown>) => wait() as never };
      await checks.find({
        ...ways,
        rematch: async () => result("rematch", [found, second]),
        scan: async () => scanned,
      });
      return bench.warnings.length;
    };
    const scan = fakeScan({ origin: "scan" });
    assert.equal(await look({ ...same(), result: { findings: renamed, image, scan } }), 0);
    const caveats = [{ code: "OS_UNKNOWN", message: "unknown" }];
    assert.equal(await look({ ...same(), result: { findings: renamed, image, scan: { ...scan, caveats } } }), 1);
    assert.equal(await look({ ...same(), result: { findings: [found], image, scan } }), 2);
  }),
);

test(
  "a scan that says nothing about it is no check: of a failure the next image is checked, three times at most",
  withBench(async (bench) => {
    const checks = await bench.open();
    const down = () => Promise.reject(new Error("the registry is down"));
    const moved = () => result("scan", [], { isSameImage: false });
    const newer = () => result("scan", [], { databases: ["sha-2 2024-01-02", ""] });
    assert.equal(await bench.find(checks, down), "rematch");
    assert.equal(await bench.find(checks, moved), "scan");
    assert.equal(await bench.find(checks, newer), "scan");
    assert.equal(await bench.find(checks, other), "rematch");
    assert.equal(bench.warnings.length, 1);
  }),
);

test(
  "a run that ends while an image is checked ends; one that starts no client checks nothing",
  withBench(async (bench) => {
    assert.equal((await catchScanError(async () => bench.find(await bench.open(), fails))).code, "ABORTED");
    const silent = await bench.open(false);
    for (let count = 0; count < 3; count += 1) assert.equal(await bench.find(silent, fails), "rematch");
  }),
);

test.run();
