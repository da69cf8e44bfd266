/** Which of several unfinished runs is resumed, and why one is refused. */
import assert from "node:assert/strict";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { z } from "zod";
import { closeOptionalFlags } from "#core/cli/common_flags.ts";
import { formatTotals } from "#core/cli/terminal/end/summary_text.ts";
import { decodeLine, encodeLine } from "#core/journal/line.ts";
import { defineProcessor, defineSource, isScanError } from "#core/mod.ts";
import { breakAt, listJournals, NAMES, resume, work } from "#support/broken_run.ts";
import { codeOf, image, images, runToEnd } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Begins a run of its own and breaks it at an image; returns the id of its journal. */
async function breakAnew(folder: string, at: string): Promise<string> {
  const before = await listJournals(folder);
  const config = { sources: [images(...NAMES)], processors: [work().processor], sinks: [breakAt(at)] };
  await runToEnd(config, { outputDir: folder, journal: true });
  const [added = ""] = (await listJournals(folder)).filter((name) => !before.includes(name));
  return /_([^_]+)\.journal$/.exec(added)?.[1] ?? "";
}

test("of several unfinished runs the one that got furthest is resumed; all are listed with their counts", async () => {
  await inTempFolder(async (folder) => {
    const fuller = await breakAnew(folder, "c");
    const newest = await breakAnew(folder, "a");
    const { seen, last, logs } = await resume(folder);
    assert.deepEqual(seen, ["bad", "d"]);
    assert.equal(last?.replayed, 4);
    const listed = logs.filter((line) => /targets? (?:are|is) through$/.test(line) && line.startsWith("info:   "));
    assert.equal(listed.length, 2);
    assert.match(listed[0] ?? "", new RegExp(`  ${fuller} of .*: 4 targets are through`));
    assert.match(listed[1] ?? "", new RegExp(`  ${newest} of .*: 1 target is through`));
  });
});

test("where the source knows how many targets there are, an unfinished run is listed with how many of how many are through", async () => {
  await inTempFolder(async (folder) => {
    const counted = (...names: readonly string[]) =>
      defineSource({
        name: "given",
        provides: ["image"],
        setup: () => ({ count: () => names.length, targets: () => names.map((name) => image(name)) }),
      })();
    for (const at of ["c", "a"]) {
      const config = { sources: [counted(...NAMES)], processors: [work().processor], sinks: [breakAt(at)] };
      await runToEnd(config, { outputDir: folder, journal: true });
    }
    // The list has grown since; with this run the journal knows.
    const longer = [...NAMES, "e", "f"];
    const broken = await resume(folder, { sources: [counted(...longer)], sinks: [breakAt("d")] });
    const through = (logs: readonly string[]) =>
      logs.flatMap((line) => /: (\d+ of \d+ .*) through$/.exec(line)?.[1] ?? []);
    assert.deepEqual(through(broken.logs), ["4 of 6 targets are", "1 of 6 targets are", "4 of 6 targets are"]);
    const { logs } = await resume(folder, { sources: [counted(...longer)] });
    assert.deepEqual(through(logs), ["5 of 8 targets are", "1 of 6 targets are", "5 of 8 targets are"]);
  });
});

test("an id picks another run; one that there is not is an error that names those there are", async () => {
  await inTempFolder(async (folder) => {
    const fuller = await breakAnew(folder, "c");
    const newest = await breakAnew(folder, "a");
    const unknown = await resume(folder, {}, { resume: "00000000" });
    assert.equal(codeOf(unknown.error), "RESUME_UNKNOWN");
    assert.ok(isScanError(unknown.error) && unknown.error.usage);
    for (const id of [fuller, newest]) assert.ok(unknown.error.message.includes(id), unknown.error.message);
    const { last, journals } = await resume(folder, {}, { resume: newest });
    assert.deepEqual([last?.replayed, journals.length], [1, 1]);
    assert.ok(journals[0]?.includes(fuller));
  });
});

test("a word behind --resume is no id, in any order; --resume=ID is one", () => {
  assert.deepEqual(closeOptionalFlags(["--resume", "remote"]), ["--resume=", "remote"]);
  assert.deepEqual(closeOptionalFlags(["--resume=ab12", "-q"]), ["--resume=ab12", "-q"]);
  assert.deepEqual(closeOptionalFlags(["--", "--resume"]), ["--", "--resume"]);
});

const scanner = defineProcessor({
  name: "scanner",
  options: z.strictObject({ cache: z.boolean().default(true), level: z.number().default(1) }),
  setup: () => ({ process: () => ({ findings: [] }) }),
});

for (const [what, first, second, expected] of [
  ["left out", { cache: false }, {}, /it was called with --no-cache, and this call leaves that out$/],
  ["new", {}, { cache: false }, /it was called without --no-cache, and this call has it$/],
  ["another", { level: 2 }, { level: 3 }, /--level has another value than it had$/],
] as const) {
  test(`a resume refused because of a flag says which: ${what}`, async () => {
    await inTempFolder(async (folder) => {
      const flagOf = { "scanner.cache": "--no-cache", "scanner.level": "--level" };
      const config = { sources: [images("a", "b")], processors: [scanner()], sinks: [breakAt("a")] };
      const base = { outputDir: folder, flagOf };
      await runToEnd(config, { ...base, journal: true, pluginOptions: { scanner: first } });
      const { error } = await runToEnd(config, { ...base, resume: true, pluginOptions: { scanner: second } });
      assert.equal(codeOf(error), "RESUME_CHANGED");
      assert.ok(isScanError(error));
      assert.match(error.message, expected);
    });
  });
}

test("a resume refused because of an option of the config names the option", async () => {
  await inTempFolder(async (folder) => {
    const parts = { sources: [images("a", "b")], sinks: [breakAt("a")] };
    await runToEnd({ ...parts, processors: [scanner()] }, { outputDir: folder, journal: true });
    const { error } = await runToEnd(
      { ...parts, processors: [scanner({ level: 5 })] },
      { outputDir: folder, resume: true },
    );
    assert.match(
      String(error),
      /the option "level" of the processor 1 \(scanner\) of the pipeline "default" has changed/,
    );
  });
});

test("a journal of an earlier release is refused in words, and stays where it is", async () => {
  await inTempFolder(async (folder) => {
    await breakAnew(folder, "c");
    const [name = ""] = await listJournals(folder);
    const path = join(folder, name);
    const [first = "", ...rest] = (await readFile(path, "utf8")).split("\n");
    const { kind, key, json } = decodeLine(Buffer.from(first)) ?? assert.fail("no header");
    const former = encodeLine({ kind, key, json: JSON.stringify({ ...JSON.parse(json), format: 1 }) });
    await writeFile(path, `${former}${rest.join("\n")}`);
    const { error, journals } = await resume(folder);
    assert.equal(codeOf(error), "RESUME_CHANGED");
    assert.match(String(error), /written by another release of hullscan, and this one cannot read it$/);
    assert.deepEqual(journals, [name]);
  });
});

test("an interrupted run says how many targets were not reached, and hints at --resume", async () => {
  await inTempFolder(async (folder) => {
    const drain = new AbortController();
    const stopper = defineProcessor({
      name: "stopper",
      setup: () => ({
        process({ target }) {
          if (target.image === "b") drain.abort();
          return { findings: [] };
        },
      }),
    });
    const counted = defineSource({
      name: "counted",
      setup: () => ({ count: () => 5, targets: () => ["a", "b", "c", "d", "e"].map((name) => image(name)) }),
    });
    const config = { sources: [counted()], processors: [stopper()], sinks: [] };
    const options = { outputDir: folder, journal: true, drain: drain.signal };
    const { error, events } = await runToEnd(config, options);
    assert.ok(isScanError(error) && error.code === "ABORTED", String(error));
    assert.match(error.hint ?? "", /Run the same command with --resume/);
    const finished = events.find((event) => event.type === "run.finished");
    assert.ok(finished?.type === "run.finished");
    assert.equal(finished.summary.emitted, 2);
    assert.equal(error.message, "The run was interrupted: 3 of 5 not reached");
    assert.match(
      formatTotals(finished.summary, (_style, text) => text),
      /interrupted: 3 of 5 not reached/,
    );
    assert.equal((await readdir(folder)).length, 1);
  });
});

test.run();
