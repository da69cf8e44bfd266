import assert from "node:assert/strict";
import { readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fingerprintOf } from "#core/kit.ts";
import { isScanError } from "#core/mod.ts";
import { breakAt, breakOff, NAMES, resume, work } from "#support/broken_run.ts";
import { makePackage, makeVulnerability } from "#support/outcomes.ts";
import { codeOf, image, sourceOf } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("a run that broke is resumed: done and skipped as they were, failed and missing ones scanned, no journal left", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "b");
    assert.equal((await stat(path)).mode & 0o777, 0o600);
    const { error, seen, outcomes, last, logs, journals } = await resume(folder);
    assert.equal(error, undefined);
    assert.deepEqual(seen, ["bad", "c", "d"]);
    assert.deepEqual(
      outcomes.map(({ target, status, replayed = false }) => [target.image, status, replayed]),
      [
        ["a", "done", true],
        ["old", "skipped", true],
        ["bad", "failed", false],
        ["b", "done", true],
        ["c", "done", false],
        ["d", "done", false],
      ],
    );
    const found = makeVulnerability({ package: makePackage({ name: "a" }) });
    const known = { scanner: "work", fingerprint: fingerprintOf(found) };
    assert.deepEqual(outcomes[0]?.data, { findings: [{ ...found, ...known }] });
    assert.deepEqual([last?.emitted, last?.done, last?.failed, last?.skipped, last?.replayed], [6, 4, 1, 1, 3]);
    assert.ok(logs.some((line) => /^info: Resuming the run of .*: 3 targets are through$/.test(line)));
    assert.deepEqual(journals, []);
  });
});

test("a resumed run that breaks as well is resumed from where that one was", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "a");
    const second = await resume(folder, { sinks: [breakAt("c")] });
    assert.match(String(second.error), /broken/);
    assert.deepEqual(second.seen, ["old", "bad", "b", "c"]);
    assert.deepEqual(
      second.journals.map((name) => join(folder, name)),
      [path],
    );
    const third = await resume(folder);
    assert.deepEqual(third.seen, ["bad", "d"]);
    assert.deepEqual([third.last?.done, third.last?.replayed, third.journals], [4, 4, []]);
  });
});

test("the list may change: what stands twice is there twice, what is gone is left out, what is new is scanned", async () => {
  await inTempFolder(async (folder) => {
    await breakOff(folder, "c", ["twice", "twice", "gone", "c", "d"]);
    const origin = { from: "list", line: 7 };
    const names = ["new", "twice", "c", "twice", "twice"];
    const source = sourceOf(() => names.map((name) => image(name, { origin })));
    const { seen, outcomes } = await resume(folder, { sources: [source] });
    assert.deepEqual(seen, ["new", "twice"]);
    assert.deepEqual(
      outcomes.map(({ target }) => target.image),
      names,
    );
    assert.ok(outcomes.every(({ target }) => target.origin.line === 7));
  });
});

test("a journal's last line that is cut off is dropped", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "c");
    const text = await readFile(path, "utf8");
    await writeFile(path, text.slice(0, -20));
    const { seen, logs, last } = await resume(folder);
    assert.deepEqual(seen, ["bad", "c", "d"]);
    assert.deepEqual([last?.done, last?.replayed], [4, 3]);
    assert.ok(!logs.some((line) => line.startsWith("warn")), logs.join("\n"));
  });
});

test("a damaged line of a journal: a warning, and what was written from there on is scanned again", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "c");
    const lines = (await readFile(path, "utf8")).split("\n");
    assert.equal(lines.length, 8);
    lines[3] = lines[3]?.replace("up to date", "up to dave") ?? "";
    await writeFile(path, lines.join("\n"));
    const broken = await resume(folder, { sinks: [breakAt("b")] });
    assert.deepEqual(broken.seen, ["old", "bad", "b"]);
    assert.ok(broken.logs.some((line) => /^warn: The journal .* is damaged after byte \d+: /.test(line)));
    // What was kept after the damage was found is not lost behind it.
    assert.deepEqual((await resume(folder)).seen, ["bad", "c", "d"]);
  });
});

test("a run of other options is not resumed: the error says what has changed, and the journal stays", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "b");
    const other = { processors: [work().processor, work().processor] };
    const { error, journals } = await resume(folder, other);
    assert.equal(codeOf(error), "RESUME_CHANGED");
    assert.match(String(error), /the processor 2 \(work\) of the pipeline "default" has changed since/);
    assert.ok(isScanError(error) && error.usage && error.hint?.includes(path));
    assert.equal(journals.length, 1);
    assert.deepEqual((await resume(folder, { jobs: 3 })).seen.sort(), ["bad", "c", "d"]);
  });
});

test("without an unfinished run, resuming says so and starts from the beginning", async () => {
  await inTempFolder(async (folder) => {
    const { error, seen, logs, journals } = await resume(folder);
    assert.equal(error, undefined);
    assert.deepEqual(seen, NAMES);
    assert.ok(logs.some((line) => /There is no unfinished run to resume/.test(line)));
    assert.deepEqual(journals, []);
  });
});

test("a new run says that another is not finished, and leaves it so", async () => {
  await inTempFolder(async (folder) => {
    const path = await breakOff(folder, "b");
    const fresh = await resume(folder, {}, { resume: false, journal: true });
    assert.deepEqual(fresh.seen, NAMES);
    assert.ok(fresh.logs.some((line) => line.includes(" is not finished: --resume") && line.endsWith(path)));
    assert.deepEqual(
      fresh.journals.map((name) => join(folder, name)),
      [path],
    );
    assert.equal((await resume(folder)).last?.replayed, 3);
  });
});

test.run();
