import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Store } from "#plugins/lib/scanning/open_store.ts";
import { rememberAnswers } from "#plugins/processors/trivy/program/binary/remember_answers.ts";
import { inTempFolder } from "#support/temp_folder.ts";

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
    const reading = rememberAnswers(store, { mayKeep: false });
    const keeping = rememberAnswers(store, { mayKeep: true });
    assert.equal(await reading?.get(path, ["version"], ask), "answer 1");
    assert.equal(kept.size, 0);
    await assert.rejects(keeping?.get(path, ["version"], fail) ?? Promise.resolve(), /broken/);
    assert.equal(await keeping?.get(path, ["version"], ask), "answer 2");
    assert.equal(await keeping?.get(path, ["version"], ask), "answer 2");
    assert.equal(await reading?.get(path, ["version"], ask), "answer 2");
    assert.equal(await keeping?.get(path, ["image", "--help"], ask), "answer 3");
    await writeFile(path, "another");
    assert.equal(await keeping?.get(path, ["version"], ask), "answer 4");
    assert.equal(rememberAnswers(undefined, { mayKeep: true }), undefined);
  });
});

test.run();
