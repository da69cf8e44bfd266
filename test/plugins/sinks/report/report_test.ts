import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { defineProcessor, defineSink } from "#core/mod.ts";
import { report } from "#plugins/mod.ts";
import { images, runToEnd } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const clean = defineProcessor({
  name: "clean",
  provides: ["findings"],
  setup: () => ({ process: () => ({ findings: [] }) }),
});

test("report() writes each report that is asked for, for its owner alone, under its usual name or another", async () => {
  await inTempFolder(async (outputDir) => {
    const sinks = [report({ csv: true, ndjson: { file: "sub/all.ndjson" } })];
    const { error, last } = await runToEnd({ sources: [images("a", "b")], processors: [clean()], sinks, outputDir });
    assert.equal(error, undefined);
    assert.deepEqual(last?.artifacts, []);
    assert.deepEqual(last?.extraArtifacts, [join(outputDir, "scan.csv"), join(outputDir, "sub/all.ndjson")]);
    for (const path of last?.extraArtifacts ?? []) assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.equal((await readFile(join(outputDir, "scan.csv"), "utf8")).trimEnd().split("\r\n").length, 3);
  });
});

/** A sink that throws in one of its hooks. */
function brokenSink(hook: "setup" | "write") {
  const fail = () => {
    throw new Error("it is full");
  };
  return defineSink({ name: "broken", setup: hook === "setup" ? fail : () => ({ write: fail }) })();
}

test("report() says of a run that breaks that it was interrupted", async () => {
  await inTempFolder(async (outputDir) => {
    const sinks = [report({ csv: true }), brokenSink("write")];
    const { error } = await runToEnd({ sources: [images("a", "b")], processors: [clean()], sinks, outputDir });
    assert.match(String(error), /it is full/);
    assert.match(await readFile(join(outputDir, "scan.csv"), "utf8"), /,INTERRUPTED,/);
  });
});

test("report() leaves nothing of a report when the run does not come to its end", async () => {
  await inTempFolder(async (outputDir) => {
    const sinks = [report({ csv: true }), brokenSink("setup")];
    const { error } = await runToEnd({ sources: [images("a", "b")], processors: [clean()], sinks, outputDir });
    assert.match(String(error), /it is full/);
    assert.deepEqual(await readdir(outputDir), []);
  });
});

test("a report that cannot be written is said before the scan", async () => {
  await inTempFolder(async (outputDir) => {
    await mkdir(join(outputDir, "scan.csv"));
    const sinks = [report({ csv: true })];
    const { error } = await runToEnd({ sources: [images("a")], processors: [clean()], sinks, outputDir });
    assert.match(String(error), /scan\.csv/);
  });
});

test("report() without a format, or with one that is unknown, is a config error", async () => {
  for (const [options, expected] of [
    [{}, /names no format: there are csv/],
    [{ cvs: true }, /"cvs".*csv/s],
  ] as const) {
    const sinks = [report(options as never)];
    const { error } = await runToEnd({ sources: [images("a")], processors: [clean()], sinks });
    assert.match(String((error as { problems?: unknown })?.problems ?? error), expected);
  }
});

test.run();
