import assert from "node:assert/strict";
import { mkdir, readdir, readFile, stat, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Outcome } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import type { FilesOptions } from "#plugins/sinks/files/mod.ts";
import { files } from "#plugins/sinks/files/mod.ts";
import { openPlugin, parseOptions, runPluginPreflight } from "#support/open_plugin.ts";
import { makeDone, makeFailed, makeSkipped, makeSummary, makeVulnerability } from "#support/outcomes.ts";
import { createSinkContext } from "#support/plugin_context.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const NGINX = "nginx_1.27_e3634b07e41dd196.json";
const LONG_AGO = new Date("2020-01-01T00:00:00Z");

/** Runs the sink over some outcomes, from preflight to end, and gives the files that it announced. */
async function run(cwd: string, outcomes: readonly Outcome[], options: FilesOptions = {}, interrupted = false) {
  const { ctx, artifacts } = createSinkContext(cwd);
  await runPluginPreflight(files(options), ctx);
  const hooks = await openPlugin(files(options), ctx);
  for (const outcome of outcomes) await hooks.write?.(outcome, ctx);
  await hooks.end?.({ ...makeSummary(), interrupted }, ctx);
  await hooks.dispose?.();
  return artifacts;
}

async function readJson(...path: readonly string[]) {
  return JSON.parse(await readFile(join(...path), "utf8"));
}

/** The index's lines, as `name status file...`. */
async function readIndex(cwd: string): Promise<readonly string[]> {
  const { files: lines } = await readJson(cwd, "scan_results/index.json");
  return lines.map((line: Record<string, string>) =>
    [line.image ?? line.dockerfile, line.status, line.last_scan && "last_scan", line.stale && "stale"]
      .filter(Boolean)
      .join(" "),
  );
}

/** Makes all files old, so that one which is written again shows. */
async function age(folder: string): Promise<void> {
  for (const name of await readdir(folder)) await utimes(join(folder, name), LONG_AGO, LONG_AGO);
}

async function isUntouched(...path: readonly string[]): Promise<boolean> {
  return (await stat(join(...path))).mtimeMs === LONG_AGO.getTime();
}

function of(image: string, make: (target: object) => Outcome = (target) => makeDone([], target)): Outcome {
  return make({ id: `image:${image}`, image });
}

test("files() writes one file per target and an index that says what is where", async () => {
  await inTempFolder(async (cwd) => {
    const done = makeDone([makeVulnerability(), makeVulnerability({ severity: "CRITICAL" })]);
    const artifacts = await run(cwd, [of("b:1", makeFailed), done, of("c:1", makeSkipped)]);
    const folder = join(cwd, "scan_results");
    assert.deepEqual(artifacts, [join(folder, "index.json")]);
    const index = await readJson(folder, "index.json");
    assert.deepEqual(index.files[2], {
      image: "nginx:1.27",
      pipeline: "remote",
      file: NGINX,
      status: "done",
      severities: { UNKNOWN: 0, LOW: 0, MEDIUM: 0, HIGH: 1, CRITICAL: 1 },
    });
    assert.equal(index.files[0].code, "IMAGE_NOT_FOUND");
    assert.deepEqual(await readIndex(cwd), ["b:1 failed", "c:1 skipped", "nginx:1.27 done"]);
    const element = await readJson(folder, NGINX);
    assert.equal(element.image, "nginx:1.27");
    assert.equal(element["Debian-package"].CRITICAL[0].library, "libc6");
    assert.match((await readJson(folder, index.files[0].file)).error, /There is no image/);
    assert.equal((await readdir(folder)).length, 4);
    for (const name of await readdir(folder)) assert.equal((await stat(join(folder, name))).mode & 0o777, 0o600, name);
  });
});

test("files() does not touch what says the same but for the times, the index included", async () => {
  await inTempFolder(async (cwd) => {
    const later = { startedAt: "2025-05-05T00:00:00.000Z", finishedAt: "2025-05-05T00:00:01.000Z", durationMs: 1000 };
    const first = [makeDone([makeVulnerability()]), of("a:1", makeFailed)];
    await run(cwd, first, { details: true });
    const folder = join(cwd, "scan_results");
    await age(folder);
    await run(
      cwd,
      first.map((outcome) => ({ ...outcome, ...later })),
      { details: true },
    );
    for (const name of await readdir(folder)) assert.ok(await isUntouched(folder, name), name);
    await run(cwd, [{ ...makeDone([makeVulnerability({ fix: { state: "fixed", versions: ["2.37"] } })]), ...later }], {
      details: true,
    });
    assert.ok(!(await isUntouched(folder, NGINX)));
    assert.equal((await readJson(folder, NGINX)).scan_timestamp, "2025-05-05T00:00:01.000+00:00");
  });
});

test("files() does not touch what an earlier run has found, and this one has only looked up", async () => {
  await inTempFolder(async (cwd) => {
    const database = { builtAt: "2026-01-01T00:00:00Z" };
    const kept = { origin: "cache", cacheKey: "abc", scannedAt: "2026-01-01T00:00:00Z", scannedAs: "nginx:1" } as const;
    const [scanned, cached] = [{ attempts: 2 }, { attempts: 1, ...kept }].map((facts): Outcome => {
      const done = makeDone([makeVulnerability()]);
      return { ...done, data: { ...done.data, scans: [fakeScan({ database, ...facts })] } };
    }) as [Outcome, Outcome];
    await run(cwd, [scanned], { details: true });
    await age(join(cwd, "scan_results"));
    for (const outcome of [cached, scanned]) {
      await run(cwd, [outcome], { details: true });
      assert.equal(await isUntouched(cwd, "scan_results", NGINX), true);
    }
  });
});

test("files() knows a built image again, although it has another name in each run", async () => {
  await inTempFolder(async (cwd) => {
    const built = (image: string): Outcome => {
      const finding = makeVulnerability({ raw: { Target: `${image} (debian 12.5)` } });
      const outcome = makeDone([finding], { kind: "dockerfile", dockerfile: "api/Dockerfile", id: "dockerfile:api" });
      return { ...outcome, data: { ...outcome.data, image: { reference: image, source: "docker" } } };
    };
    await run(cwd, [built("local-1:tmp")]);
    const folder = join(cwd, "scan_results");
    await age(folder);
    await run(cwd, [built("local-2:tmp")]);
    for (const name of await readdir(folder)) assert.ok(await isUntouched(folder, name), name);
  });
});

test("files() tells of a failure without losing the scan before, and brings that back when nothing has changed", async () => {
  await inTempFolder(async (cwd) => {
    const folder = join(cwd, "scan_results");
    const last = NGINX.replace(".json", ".last_scan.json");
    const scan = makeDone([makeVulnerability()]);
    await run(cwd, [scan]);
    await age(folder);
    await run(cwd, [makeFailed()]);
    assert.match((await readJson(folder, NGINX)).error, /There is no image/);
    assert.ok("Debian-package" in (await readJson(folder, last)));
    assert.deepEqual(await readIndex(cwd), ["nginx:1.27 failed last_scan"]);
    await run(cwd, [makeFailed()]);
    assert.ok("Debian-package" in (await readJson(folder, last)), "also after a second failure");
    await run(cwd, [scan]);
    assert.ok(await isUntouched(folder, NGINX));
    assert.deepEqual((await readdir(folder)).sort(), ["index.json", NGINX]);
    assert.deepEqual(await readIndex(cwd), ["nginx:1.27 done"]);
    await run(cwd, [makeSkipped()]);
    await run(cwd, [makeDone([])]);
    assert.deepEqual((await readdir(folder)).sort(), ["index.json", NGINX]);
    assert.ok(!("Debian-package" in (await readJson(folder, NGINX))));
  });
});

test("files() marks targets that are gone as stale, and removes their files only when told to", async () => {
  await inTempFolder(async (cwd) => {
    const folder = join(cwd, "scan_results");
    const other = { ...of("other:1"), pipeline: "nightly" };
    await run(cwd, [of("a:1"), of("b:1"), other]);
    await run(cwd, [of("b:1", makeFailed)], {}, true);
    assert.deepEqual(await readIndex(cwd), ["a:1 done", "b:1 failed last_scan", "other:1 done"], "interrupted");
    await run(cwd, [of("a:1")]);
    assert.deepEqual(await readIndex(cwd), ["a:1 done", "b:1 failed last_scan stale", "other:1 done"]);
    await writeFile(join(folder, "mine_0000000000000000.json"), "{}");
    await run(cwd, [of("a:1")], { prune: true });
    assert.deepEqual(await readIndex(cwd), ["a:1 done", "other:1 done"]);
    const names = (await readdir(folder)).map((name) => name.replace(/_\w{16}(\.json)$/, "$1")).sort();
    assert.deepEqual(names, ["a_1.json", "index.json", "mine.json", "other_1.json"]);
  });
});

test("files() keeps the lines of two runs that end at the same moment", async () => {
  await inTempFolder(async (cwd) => {
    const runs = ["one", "two", "three"].map((pipeline) => run(cwd, [{ ...of(`${pipeline}:1`), pipeline }]));
    await Promise.all(runs);
    assert.deepEqual(await readIndex(cwd), ["one:1 done", "three:1 done", "two:1 done"]);
  });
});

test("files() writes anew what is damaged, and refuses an index that is not its own", async () => {
  await inTempFolder(async (cwd) => {
    const folder = join(cwd, "scan_results");
    await mkdir(folder);
    await writeFile(join(folder, NGINX), '{"image": "nginx:1.27", "severity_le');
    await run(cwd, [makeDone([])]);
    assert.equal((await readJson(folder, NGINX)).severity_level, 4);
    for (const foreign of ["[]", "{", '{"hullscan_index": 1, "files": [{"file": "../x.json", "status": "done"}]}']) {
      await writeFile(join(folder, "index.json"), foreign);
      const error = await catchScanError(() => run(cwd, [makeDone([])], { prune: true }));
      assert.equal(error.code, "FILES_INDEX");
      assert.match(error.message, /index\.json" of an earlier run: this sink did not write it$/);
      assert.equal(await readFile(join(folder, "index.json"), "utf8"), foreign);
    }
  });
});

test("files() refuses, before the run, a folder that cannot be made", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "taken"), "");
    const error = await catchScanError(() => run(cwd, [], { folder: "taken" }));
    assert.equal(error.code, "OUTPUT_UNWRITABLE");
  });
});

test("files() knows its options", async () => {
  const defaults = { folder: "scan_results", prune: false, details: false, indent: 2 };
  assert.deepEqual(await parseOptions(files()), defaults);
  for (const wrong of [{ folder: "" }, { prune: "yes" }, { indent: 9 }, { directory: "x" }]) {
    await assert.rejects(parseOptions(files(wrong as FilesOptions)), TypeError);
  }
});

test.run();
