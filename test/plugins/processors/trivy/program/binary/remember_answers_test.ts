import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { test } from "uvu";
import type { RunInfo } from "#core/kit.ts";
import type { Store } from "#plugins/lib/scanning/open_store.ts";
import { rememberAnswers } from "#plugins/processors/trivy/program/binary/remember_answers.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function aRun(): RunInfo {
  return { id: "run", label: "test", startedAt: new Date(), outputDir: "/" };
}

function openMemory() {
  const kept = new Map<string, string>();
  const store: Store = {
    async load(key) {
      const text = kept.get(key);
      return text === undefined ? undefined : { bytes: Buffer.from(text), savedAt: new Date() };
    },
    async save(key, bytes) {
      kept.set(key, bytes.toString());
    },
    keys: async () => [...kept.keys()],
    async close() {},
  };
  return { store, kept };
}

test("a program is asked again where it has changed, where nothing is kept, and where it failed to answer", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "trivy");
    await writeFile(path, "1");
    const { store, kept } = openMemory();
    let asked = 0;
    const ask = async () => `answer ${++asked}`;
    const fail = () => Promise.reject(new Error("broken"));
    const reading = rememberAnswers(store, { mayKeep: false, run: aRun() });
    const keeping = rememberAnswers(store, { mayKeep: true, run: aRun() });
    assert.equal(await reading.get(path, ["version"], ask), "answer 1");
    assert.equal(kept.size, 0);
    await assert.rejects(keeping.get(path, ["version"], fail), /broken/);
    assert.equal(await keeping.get(path, ["version"], ask), "answer 2");
    assert.equal(await keeping.get(path, ["version"], ask), "answer 2");
    const later = rememberAnswers(store, { mayKeep: false, run: aRun() });
    assert.equal(await later.get(path, ["version"], ask), "answer 2");
    assert.equal(await keeping.get(path, ["image", "--help"], ask), "answer 3");
    await writeFile(path, "another");
    assert.equal(await keeping.get(path, ["version"], ask), "answer 4");
  });
});

test("a program is asked once in a run, by its preflight, for all its pipelines, whether or not anything is kept", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "trivy");
    await writeFile(path, "1");
    const memory = openMemory();
    for (const store of [memory.store, undefined]) {
      const run = aRun();
      let asked = 0;
      const ask = async () => {
        await delay(20);
        return `answer ${++asked}`;
      };
      const preflights = [0, 1].map(() => rememberAnswers(store, { mayKeep: false, run }).get(path, ["version"], ask));
      assert.deepEqual(await Promise.all(preflights), ["answer 1", "answer 1"]);
      assert.equal(memory.kept.size, 0);
      assert.equal(await rememberAnswers(store, { mayKeep: true, run }).get(path, ["version"], ask), "answer 1");
      assert.equal(memory.kept.size, store === undefined ? 0 : 1);
      await writeFile(path, "another, in the middle of the run");
      assert.equal(await rememberAnswers(store, { mayKeep: false, run }).get(path, ["version"], ask), "answer 2");
      memory.kept.clear();
    }
  }));

test("what was kept by an earlier run is not kept again: it would never be a day old", () =>
  inTempFolder(async (folder) => {
    const path = join(folder, "trivy");
    await writeFile(path, "1");
    const { store, kept } = openMemory();
    const get = () => rememberAnswers(store, { mayKeep: true, run: aRun() }).get(path, ["version"], async () => "1");
    await get();
    let saves = 0;
    const counted = { ...store, save: async () => void saves++ };
    const again = rememberAnswers(counted, { mayKeep: true, run: aRun() });
    assert.equal(await again.get(path, ["version"], async () => assert.fail("it was asked")), "1");
    assert.deepEqual([saves, kept.size], [0, 1]);
  }));

test.run();
