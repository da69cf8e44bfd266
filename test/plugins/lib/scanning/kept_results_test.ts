import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { fakeScan } from "#core/testing/mod.ts";
import { createKeptResults } from "#plugins/lib/scanning/kept_results.ts";
import { openStore } from "#plugins/lib/scanning/open_store.ts";
import type { ScanResult } from "#plugins/lib/scanning/shared_scans.ts";
import { listReusable } from "#plugins/processors/trivy/databases/sound_databases.ts";
import { makePackage, makeTarget, makeVulnerability } from "#support/outcomes.ts";
import { recordLog } from "#support/plugin_context.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const DATABASES = ["vulnerabilities 1", "java 1"];
const RECORD = {
  target: makeTarget(),
  data: { image: { reference: "nginx:1.27", digest: "sha256:1", source: "registry" } },
};
const IMAGE = { reference: "nginx:1.27", source: "registry" };
const RESULT: ScanResult = {
  ...{ image: IMAGE, findings: [makeVulnerability()], scan: fakeScan() },
  packages: [{ ...makePackage(), path: "var/lib/dpkg/status", licenses: ["MIT"] }],
};

/** Results that are kept in a folder, with databases and settings that the test may change. */
function makeBench(cacheDir: string) {
  const state = { databases: DATABASES, settings: "a", problem: undefined as string | undefined, isSameImage: true };
  let scans = 0;
  const open = () =>
    createKeptResults({
      store: openStore({ folder: join(cacheDir, "results"), maxAgeMs: 1e9, maxBytes: 1e9, log: recordLog().log }),
      loadDatabases: async () => listReusable({ contents: state.databases, problem: state.problem }),
      program: "0.68.2",
      loadSettings: async () => state.settings,
    });
  async function scan(meanwhile: () => void = () => {}) {
    const before = scans;
    const reuse = await open();
    const result = await reuse.findOrScan(RECORD, async () => {
      scans += 1;
      const { databases, isSameImage } = state;
      meanwhile();
      return { result: RESULT, databases, isSameImage };
    });
    return { result, isScanned: scans > before };
  }
  return { state, scan, open };
}

test("what is suspect is neither found nor kept, by the origin that it had; without leave nothing is kept", async () => {
  await inTempFolder(async (cacheDir) => {
    const { log } = recordLog();
    const how = {
      store: openStore({ folder: join(cacheDir, "results"), maxAgeMs: 1e9, maxBytes: 1e9, log }),
      loadDatabases: async () => [DATABASES],
      program: "0.68.2",
      loadSettings: async () => "a",
    };
    const rematched = { ...RESULT, scan: { ...RESULT.scan, origin: "rematch" } } as const;
    const isSuspect = ({ scan }: ScanResult) => scan.origin === "rematch";
    const save = async (options: object, result: ScanResult) => {
      const fresh = async () => ({ result, databases: DATABASES, isSameImage: true });
      await (await createKeptResults({ ...how, ...options })).findOrScan(RECORD, fresh);
    };
    const find = async (options: object = {}) => (await createKeptResults({ ...how, ...options })).find(RECORD);
    await save({ mayKeep: false }, rematched);
    await save({ isSuspect }, rematched);
    assert.equal(await find(), undefined);
    await save({}, rematched);
    assert.equal((await find())?.scan.origin, "cache");
    assert.equal(await find({ isSuspect }), undefined);
    await save({ isSuspect }, RESULT);
    assert.equal((await find({ isSuspect }))?.scan.origin, "cache");
  });
});

test("a result is used again as long as nothing has changed, and says so", async () => {
  await inTempFolder(async (cacheDir) => {
    const { scan, state } = makeBench(cacheDir);
    assert.deepEqual(await scan(), { result: RESULT, isScanned: true });
    const again = await scan();
    assert.equal(again.isScanned, false);
    assert.deepEqual(again.result.findings, RESULT.findings);
    assert.deepEqual(again.result.packages, RESULT.packages);
    const { cacheKey, ...facts } = again.result.scan;
    assert.match(cacheKey ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(facts, fakeScan({ origin: "cache" }));
    for (const change of [{ settings: "b" }, { databases: ["vulnerabilities 2", "java 1"] }]) {
      Object.assign(state, change);
      assert.deepEqual([(await scan()).isScanned, (await scan()).isScanned], [true, false]);
    }
  });
});

test("what was found while somebody edited a file of the options is not kept", async () => {
  await inTempFolder(async (cacheDir) => {
    const { scan, state } = makeBench(cacheDir);
    const edited = await scan(() => {
      state.settings = "b";
    });
    assert.deepEqual(edited, { result: RESULT, isScanned: true });
    assert.equal((await scan()).isScanned, true);
    state.settings = "a";
    assert.equal((await scan()).isScanned, true);
  });
});

test("what may have been found in another image is not kept", async () => {
  await inTempFolder(async (cacheDir) => {
    const { scan, state } = makeBench(cacheDir);
    state.isSameImage = false;
    assert.deepEqual([(await scan()).isScanned, (await scan()).isScanned], [true, true]);
  });
});

test("a scan that fails is not kept, and neither is used what may come of a broken database", async () => {
  await inTempFolder(async (cacheDir) => {
    const { scan, state } = makeBench(cacheDir);
    const fail = () => {
      throw new Error("no such image");
    };
    await assert.rejects(scan(fail), /no such image/);
    assert.equal((await scan()).isScanned, true);
    assert.equal((await scan()).isScanned, false);
    state.problem = "trivy.db has changed";
    assert.equal((await scan()).isScanned, true);
  });
});

test("of several earlier results that one is found whose databases come first, whatever was found before", async () => {
  await inTempFolder(async (cacheDir) => {
    const { open, state } = makeBench(cacheDir);
    const other = { ...RECORD, data: { image: { ...RECORD.data.image, digest: "sha256:2" } } };
    const [old, recent] = [
      ["vulnerabilities 1", ""],
      ["vulnerabilities 2", ""],
    ];
    for (const [record, databases, name] of [
      [RECORD, old, "old"],
      [other, old, "old"],
      [other, recent, "recent"],
    ] as const) {
      state.databases = databases ?? [];
      const result = { ...RESULT, image: { ...IMAGE, reference: name } };
      await (await open()).findOrScan(record, async () => ({ result, databases: state.databases, isSameImage: true }));
    }
    state.databases = ["vulnerabilities 3", ""];
    const kept = await open();
    const among = [state.databases, recent ?? [], old ?? []];
    assert.equal((await kept.find(RECORD, among))?.image.reference, "old");
    assert.equal((await kept.find(other, among))?.image.reference, "recent");
    assert.equal(await kept.find(other), undefined);
  });
});

test.run();
