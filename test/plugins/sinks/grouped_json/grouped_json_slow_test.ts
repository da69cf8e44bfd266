import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { GroupedJsonOptions } from "#plugins/sinks/grouped_json/mod.ts";
import { groupedJson } from "#plugins/sinks/grouped_json/mod.ts";
import { measureHeap } from "#support/heap.ts";
import { openPlugin, parseOptions, runPluginPreflight } from "#support/open_plugin.ts";
import { makeDone, makeFailed, makeSummary, makeVulnerability } from "#support/outcomes.ts";
import { createSinkContext } from "#support/plugin_context.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const DEFAULT_NAME = "advanced_scan_results_remote_20240102_030405";

async function open(folder: string, options: GroupedJsonOptions = {}) {
  const { ctx, artifacts } = createSinkContext(folder);
  const hooks = await openPlugin(groupedJson(options), ctx);
  return {
    artifacts,
    write: async (outcome: Parameters<NonNullable<typeof hooks.write>>[0]) => hooks.write?.(outcome, ctx),
    end: async () => hooks.end?.(makeSummary(), ctx),
    dispose: async () => hooks.dispose?.(),
  };
}

async function readJson(path: string): Promise<unknown> {
  return JSON.parse(await readFile(path, "utf8"));
}

test("groupedJson() writes one element per outcome, in order, and announces the file", async () => {
  await inTempFolder(async (folder) => {
    const sink = await open(folder);
    await sink.write(makeDone([], { image: "b" }));
    await sink.write(makeFailed({ image: "a" }));
    assert.deepEqual(
      (await readdir(folder)).filter((name) => name.endsWith(".json")),
      [],
    );
    await sink.end();
    await sink.dispose();
    const path = join(folder, `${DEFAULT_NAME}.json`);
    assert.deepEqual(sink.artifacts, [path]);
    assert.deepEqual(await readdir(folder), [`${DEFAULT_NAME}.json`]);
    assert.deepEqual(await readJson(path), [
      {
        image: "b",
        scan_timestamp: "2024-01-02T03:04:07.250+00:00",
        severity_level: 4,
        included_severities: ["HIGH", "CRITICAL"],
        scan_type: "remote",
      },
      {
        image: "a",
        error: 'There is no image "nginx:1.27"',
        error_code: "IMAGE_NOT_FOUND",
        scan_timestamp: "2024-01-02T03:04:07.250+00:00",
        scan_type: "remote",
      },
    ]);
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    assert.match(await readFile(path, "utf8"), /^\[\n {2}\{\n {4}"image": "b",\n/);
  });
});

test("groupedJson() writes an empty array when there was nothing to scan", async () => {
  await inTempFolder(async (folder) => {
    const sink = await open(folder);
    await sink.end();
    assert.equal(await readFile(join(folder, `${DEFAULT_NAME}.json`), "utf8"), "[]\n");
  });
});

test("groupedJson() adds a number to a default name that is taken, and replaces a file that it was told to write", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, `${DEFAULT_NAME}.json`), "other");
    await writeFile(join(folder, "report.json"), "other");
    const numbered = await open(folder);
    await numbered.end();
    assert.equal(await readFile(join(folder, `${DEFAULT_NAME}.json`), "utf8"), "other");
    assert.equal(numbered.artifacts.length, 1);
    assert.match(numbered.artifacts[0] ?? "", /_030405_\d+\.json$/);
    const replaced = await open(folder, { file: "report.json", indent: 0 });
    await replaced.write(makeFailed());
    await replaced.end();
    assert.deepEqual(replaced.artifacts, [join(folder, "report.json")]);
    assert.match(await readFile(join(folder, "report.json"), "utf8"), /^\[\{"image":"nginx:1.27",.*\}\]\n$/);
  });
});

test("groupedJson() leaves nothing behind when the run breaks before its end", async () => {
  await inTempFolder(async (folder) => {
    const unused = await open(folder);
    await unused.dispose();
    assert.deepEqual(await readdir(folder), []);
    const broken = await open(folder);
    await broken.write(makeDone([]));
    assert.equal((await readdir(folder)).length, 1);
    await broken.dispose();
    assert.deepEqual(await readdir(folder), []);
    assert.deepEqual(broken.artifacts, []);
  });
});

test("groupedJson() passes on that it cannot write, and can still be released", async () => {
  await inTempFolder(async (folder) => {
    const sink = await open(join(folder, "gone"));
    for (const attempt of [() => sink.write(makeDone([])), () => sink.end()]) {
      const error = await catchScanError(attempt);
      assert.equal(error.code, "FILE_WRITE");
    }
    await sink.dispose();
    assert.deepEqual(sink.artifacts, []);
  });
});

test("groupedJson() makes the output folder in its preflight and leaves it empty", async () => {
  await inTempFolder(async (folder) => {
    const { ctx } = createSinkContext(folder, { run: { outputDir: join(folder, "a/b") } });
    await runPluginPreflight(groupedJson(), ctx);
    await runPluginPreflight(groupedJson({ file: "c/report.json" }), ctx);
    assert.deepEqual(await readdir(join(folder, "a/b")), ["c"]);
    assert.deepEqual(await readdir(join(folder, "a/b/c")), []);
  });
});

test("groupedJson() refuses, before the run, a folder that cannot be made and a name that is a folder", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, "taken"), "");
    await mkdir(join(folder, "report.json"));
    for (const [outputDir, options, message] of [
      [join(folder, "taken"), {}, /^Cannot write the report into ".*taken": it is a file$/],
      [join(folder, "taken/below"), {}, /^Cannot write the report into ".*taken\/below": not a folder$/],
      [folder, { file: "report.json" }, /: "report\.json": it is a folder$/],
    ] as const) {
      const { ctx } = createSinkContext(folder, { run: { outputDir } });
      const error = await catchScanError(() => runPluginPreflight(groupedJson(options), ctx));
      assert.equal(error.code, "OUTPUT_UNWRITABLE");
      assert.equal(error.usage, true);
      assert.match(error.message, message);
    }
  });
});

test("groupedJson() knows its options", async () => {
  const defaults = { details: false, groups: "hullscan", order: "finished", indent: 2 };
  assert.deepEqual(await parseOptions(groupedJson()), defaults);
  const wrongs = [
    { indent: 9 },
    { indent: 1.5 },
    { file: "" },
    { details: "yes" },
    { pretty: true },
    { order: "image" },
  ];
  for (const wrong of wrongs) {
    await assert.rejects(parseOptions(groupedJson(wrong as GroupedJsonOptions)), TypeError);
  }
});

for (const order of ["finished", "list"] as const) {
  test(`groupedJson() keeps memory flat over two thousand large outcomes that come in reverse (order: ${order})`, async () => {
    await inTempFolder(async (folder) => {
      const sink = await open(folder, { order });
      const writeMany = async (from: number, to: number) => {
        for (let number = from; number < to; number += 1) {
          const description = String(number).padEnd(1000, "d");
          const findings = Array.from({ length: 25 }, () => makeVulnerability({ description }));
          await sink.write({ ...makeDone(findings), position: 1999 - number });
        }
      };
      await writeMany(0, 100);
      const before = measureHeap();
      await writeMany(100, 2000);
      const growth = measureHeap() - before;
      await sink.end();
      const { size } = await stat(sink.artifacts[0] ?? "");
      assert.ok(size > 50_000_000, `${size} bytes written`);
      assert.ok(growth < 10_000_000, `${growth} bytes kept`);
      assert.equal((JSON.parse(await readFile(sink.artifacts[0] ?? "", "utf8")) as unknown[]).length, 2000);
    });
  });
}

test.run();
