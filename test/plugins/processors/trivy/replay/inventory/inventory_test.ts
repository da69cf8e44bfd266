import assert from "node:assert/strict";
import { test } from "uvu";
import { inTempFolder } from "#support/temp_folder.ts";
import { answerBytes } from "../../support/answer_samples.ts";
import {
  DIGEST,
  ID,
  IMAGE,
  openEntry,
  openIn,
  type Parts,
  putBody,
  recordOf,
  scanned,
} from "../../support/inventory_bench.ts";

test("what was recorded of a scan is found again, and so are the bodies of its layers", () =>
  inTempFolder(async (folder) => {
    const { entry, logs } = await openEntry(folder);
    assert.equal(await entry.load(), undefined);
    const scan = scanned();
    await entry.save(scan);
    assert.deepEqual(logs, []);
    const { entry: later } = await openEntry(folder);
    const kept = await later.load();
    assert.deepEqual(kept?.request, scan.recording.request);
    assert.deepEqual([kept?.artifactId, kept?.blobIds], [ID.artifact, ID.layers]);
    assert.match(kept?.canary ?? "", /^[0-9a-f]{64}$/);
    assert.deepEqual(kept?.metadata, scan.report.Metadata);
    assert.deepEqual(kept?.image, IMAGE);
    assert.deepEqual(kept?.asked, { target: recordOf().target, image: IMAGE });
    for (const id of ID.layers) assert.deepEqual(await later.loadBlob(id), putBody(id));
    assert.deepEqual(await later.loadArtifact(ID.artifact), putBody(ID.artifact));
    assert.equal(await later.loadBlob("sha256:other"), undefined);
  }));

test("it is found for exactly this image, severity, Trivy and settings", () =>
  inTempFolder(async (folder) => {
    const { entry } = await openEntry(folder);
    await entry.save(scanned());
    for (const [options, record] of [
      [{}, recordOf(`sha256:${"b".repeat(64)}`)],
      [{}, recordOf(DIGEST, "HIGH")],
      [{ program: "0.69.0" }, recordOf()],
      [{ settings: '{"skipDirs":["/a"]}' }, recordOf()],
    ] as const) {
      const { entry: other } = await openEntry(folder, options, record);
      assert.equal(await other.load(), undefined);
    }
    const { entry: otherProgram } = await openEntry(folder, { program: "0.69.0" });
    assert.equal(await otherProgram.loadBlob("sha256:base"), undefined);
    const unknown = { ...recordOf(), data: {} };
    assert.equal(await openIn(folder).inventory.open(unknown), undefined);
  }));

test("the images of this Trivy and these settings are listed, each name once, as it was known last", () =>
  inTempFolder(async (folder) => {
    const names = [DIGEST, `sha256:${"b".repeat(64)}`, `sha256:${"c".repeat(64)}`];
    for (const digest of names) {
      const { entry } = await openEntry(folder, {}, recordOf(digest));
      await entry.save(scanned());
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    const { entry: high } = await openEntry(folder, {}, recordOf(DIGEST, "HIGH"));
    await high.save(scanned());
    const { entry: foreign } = await openEntry(folder, { program: "0.69.0" });
    await foreign.save(scanned());
    const { inventory, store } = openIn(folder);
    await store.save("inventory forged", "no record");
    const listed = await inventory.list();
    const found = listed.map(({ target, data }) => [target.minSeverity, data.image?.digest]);
    assert.deepEqual(found.sort(), [
      ["HIGH", DIGEST],
      ["UNKNOWN", names[2]],
    ]);
    for (const record of listed) assert.ok(await (await inventory.open(record))?.load());
  }));

const refused: Readonly<Record<string, Parts>> = {
  "the client has made other findings of the answer": { report: { Results: [] } },
  "the client has made other facts about the system of the answer": {
    report: { Metadata: { ImageID: "x", OS: { Family: "alpine", Name: "3.20.1", EOSL: true } } },
  },
  "the report is not as expected": { report: { odd: { count: 1, first: "Results[0]" } } },
  "the image has no packages": { answer: answerBytes({ results: [] }) },
};
for (const [reason, parts] of Object.entries(refused)) {
  test(`a scan is not kept where ${reason}, and the log says so`, () =>
    inTempFolder(async (folder) => {
      const { entry, logs } = await openEntry(folder);
      await entry.save(scanned(parts));
      assert.equal(await entry.load(), undefined);
      assert.equal(logs.length, 1);
      assert.ok(logs[0]?.endsWith(`is scanned again when there is a new database: ${reason}`), logs[0]);
    }));
}

test("a recording that is cut or is none is not kept", () =>
  inTempFolder(async (folder) => {
    for (const broken of ["request", "answer"] as const) {
      const { entry, logs } = await openEntry(folder);
      const scan = scanned();
      const recording = { ...scan.recording, [broken]: scan.recording[broken].subarray(0, -3) };
      await entry.save({ ...scan, recording });
      assert.equal(await entry.load(), undefined);
      assert.equal(logs.length, 1);
    }
  }));

test.run();
