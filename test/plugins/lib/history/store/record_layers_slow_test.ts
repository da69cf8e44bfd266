/** Layers in the history: once for each list of them, and once where the findings of a set are in it. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import type { Finding, Outcome } from "#core/mod.ts";
import { fakeFinding, fakeOutcome, fakeTarget } from "#core/testing/mod.ts";
import {
  beginRun,
  createRecorder,
  endRun,
  inTransaction,
  type OpenHistory,
  openHistory,
  removeOldRuns,
} from "#plugins/lib/history/store/mod.ts";
import { packPlaces, unpackPlaces } from "#plugins/lib/history/store/pack_places.ts";
import { testHistory } from "#support/history_engines.ts";

const layer = (name: string) => `sha256:${name.repeat(64).slice(0, 64)}`;

test("numbers of layers come back as they were; what is missing or wrong is none", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 130 })), (places) => {
      assert.deepEqual([...unpackPlaces(packPlaces(places), places.length)], places);
    }),
  );
  assert.equal(packPlaces([1, 1, 1, 3, 2, 2]), "1x3 3 2x2");
  assert.deepEqual([...unpackPlaces("1x999999999 7", 3)], [1, 1, 1]);
  assert.deepEqual([...unpackPlaces("2", 3)], [2, 0, 0]);
});

/** A finding in the layer of that name. */
function inLayer(id: string, name?: string, title = "t"): Finding {
  const location = name === undefined ? {} : { layer: { diffId: layer(name) } };
  return fakeFinding({ id, title, fingerprint: id, location });
}

function outcome(image: string, layers: string | undefined, findings: readonly Finding[]): Outcome {
  const target = fakeTarget({ id: `image:${image}`, image });
  const facts = { reference: image, source: "registry", digest: layer(image.slice(0, 1)) };
  const made = layers === undefined ? facts : { ...facts, layers: [...layers].map(layer) };
  return fakeOutcome({ target, data: { findings, image: made } });
}

async function record({ db }: OpenHistory, day: number, outcomes: readonly Outcome[]): Promise<void> {
  const startedAt = new Date(Date.UTC(2026, 9, day));
  const id = await beginRun(db, { uid: `run-${day}`, label: "remote", startedAt });
  await inTransaction(db, (writing) => createRecorder(id).record(writing, outcomes));
  await endRun(db, id, "finished", startedAt);
}

async function list({ db }: OpenHistory) {
  const rows = db.selectFrom("placement").innerJoin("layer_list", "layer_list.id", "placement.layer_list_id");
  const found = await rows.select(["placement.set_id", "layers", "places"]).orderBy("layers").execute();
  return found.map(({ set_id, layers, places }) => [set_id, layers.replaceAll(/sha256:(.)\w*/g, "$1"), places]);
}

testHistory(
  test,
  "images with the same findings share a set, and each has them in its own layers",
  async ({ place }) => {
    const history = await openHistory(place, { isWritten: true });
    const found = (one: string, other: string, title?: string) => [
      ...[inLayer("CVE-1", one, title), inLayer("CVE-2", one, title), inLayer("CVE-3", other, title)],
    ];
    const outcomes = [
      outcome("a:1", "abc", found("a", "c")),
      outcome("b:1", "ab", found("b", "a")),
      // What is said of a finding may have changed since; the set is the first one all the same.
      outcome("c:1", "xab", found("b", "a", "another title")),
      outcome("d:1", undefined, found("a", "b")),
      outcome("e:1", "ab", [inLayer("CVE-9"), inLayer("CVE-8", "z")]),
      outcome("f:1", "ab", []),
    ];
    await record(history, 1, outcomes);
    assert.deepEqual(await list(history), [
      [1, "a b", "2x2 1"],
      [2, "a b", "0x2"],
      [3, "a b", ""],
      [1, "a b c", "1x2 3"],
      [1, "x a b", "3x2 2"],
    ]);
    const before = await history.db.selectFrom("finding").select("id").execute();
    assert.equal(before.length, 5);
    await record(history, 2, outcomes);
    assert.equal((await list(history)).length, 5);
    assert.equal((await history.db.selectFrom("layer_list").select("id").execute()).length, 3);
    await history.close();
  },
);

testHistory(
  test,
  "a result without layers gets them from the next run that knows them, and what nobody has any more goes",
  async ({ place }) => {
    const history = await openHistory(place, { isWritten: true });
    const found = [inLayer("CVE-1", "a")];
    await record(history, 1, [outcome("a:1", undefined, found)]);
    assert.deepEqual(await list(history), []);
    await record(history, 2, [outcome("a:1", "ab", found)]);
    assert.deepEqual(await list(history), [[1, "a b", "1"]]);
    const results = await history.db.selectFrom("result").select(["id", "layer_list_id"]).execute();
    assert.deepEqual(results, [{ id: 1, layer_list_id: 1 }]);
    await record(history, 3, [outcome("a:2", "xy", [inLayer("CVE-2", "y")])]);
    await removeOldRuns(history.db, { keepRuns: 1, after: new Date(0), maxBytes: Number.MAX_SAFE_INTEGER });
    assert.deepEqual(await list(history), [[2, "x y", "2"]]);
    assert.equal((await history.db.selectFrom("layer_list").select("id").execute()).length, 1);
    await history.close();
  },
);

test.run();
