import assert from "node:assert/strict";
import { test } from "uvu";
import { fakeScan } from "#core/testing/mod.ts";
import { createSharedScans, type ResultStore, type ScanResult } from "#plugins/lib/scanning/shared_scans.ts";

const RESULT: ScanResult = {
  image: { reference: "a@sha256:1", source: "registry" },
  findings: [],
  scan: fakeScan(),
};

/** A store in memory. */
function memory(): ResultStore {
  const kept = new Map<string, ScanResult>();
  return { load: async (key) => kept.get(key), save: async (key, result) => void kept.set(key, result) };
}

const nothingKept: ResultStore = { load: async () => undefined, save: async () => undefined };

/** A scan whose end the test decides, and how often it was begun. */
function controlled() {
  const ends: { resolve(): void; reject(error: Error): void }[] = [];
  const scan = () =>
    new Promise<ScanResult>((resolve, reject) => void ends.push({ resolve: () => resolve(RESULT), reject }));
  return { ends, scan };
}

/** Lets all that can go on go on. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

test("targets with one key share the scan that runs, and later ones what is kept", async () => {
  const share = createSharedScans(memory());
  const { ends, scan } = controlled();
  const first = share("k", scan);
  const second = share("k", scan);
  await settle();
  assert.equal(ends.length, 1);
  ends[0]?.resolve();
  assert.deepEqual(
    [await first, await second],
    [
      { result: RESULT, isShared: false },
      { result: RESULT, isShared: true },
    ],
  );
  assert.deepEqual(await share("k", scan), { result: RESULT, isShared: true });
  assert.equal(ends.length, 1);
});

test("a hundred targets of eight keys, however they come, are eight scans", async () => {
  const share = createSharedScans(memory());
  let scans = 0;
  const scan = async () => {
    scans += 1;
    await settle();
    return RESULT;
  };
  const lane = async (offset: number) => {
    for (let index = offset; index < 100; index += 4) await share(`k${index % 8}`, scan);
  };
  await Promise.all([0, 1, 2, 3].map(lane));
  assert.equal(scans, 8);
});

test("where nothing can be kept, each target that comes later scans again", async () => {
  const share = createSharedScans(nothingKept);
  const scan = async () => RESULT;
  assert.equal((await share("k", scan)).isShared, false);
  assert.equal((await share("k", scan)).isShared, false);
});

test("different keys do not wait for each other", async () => {
  const share = createSharedScans(memory());
  const { ends, scan } = controlled();
  const both = [share("a", scan), share("b", scan)];
  await settle();
  assert.equal(ends.length, 2);
  for (const end of ends) end.resolve();
  assert.deepEqual(
    (await Promise.all(both)).map(({ isShared }) => isShared),
    [false, false],
  );
});

test("a failure is shared by nobody: those who waited scan at the same time, and one that succeeds is kept", async () => {
  const share = createSharedScans(memory());
  const { ends, scan } = controlled();
  const all = [share("k", scan), share("k", scan), share("k", scan)];
  const outcomes = Promise.allSettled(all);
  await settle();
  ends[0]?.reject(new Error("only for this name"));
  await settle();
  assert.equal(ends.length, 3);
  ends[1]?.reject(new Error("and this"));
  ends[2]?.resolve();
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ["rejected", "rejected", "fulfilled"],
  );
  assert.equal((await share("k", scan)).isShared, true);
  assert.equal(ends.length, 3);
});

test.run();
