import assert from "node:assert/strict";
import { rmdirSync } from "node:fs";
import { mkdir, readFile, rename, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { defineProcessor, type ScanConfig, type ScanOptions, scan } from "#core/mod.ts";
import { files } from "#plugins/mod.ts";
import { breakAt, listJournals, NAMES, resume } from "#support/broken_run.ts";
import { codeOf, images, runToEnd } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("a run at work is not resumed by another; without --resume both run, each with a journal of its own", async () => {
  await inTempFolder(async (folder) => {
    let other: Awaited<ReturnType<typeof resume>> | undefined;
    let beside: Awaited<ReturnType<typeof resume>> | undefined;
    const during = defineProcessor({
      name: "work",
      setup: () => ({
        async process({ target }) {
          if (target.image !== "b") return;
          other = await resume(folder);
          beside = await resume(folder, {}, { resume: false, journal: true });
        },
      }),
    })();
    const { error } = await runToEnd(
      { sources: [images(...NAMES)], processors: [during], sinks: [breakAt("b")] },
      { outputDir: folder, journal: true },
    );
    assert.match(String(error), /broken/);
    assert.equal(codeOf(other?.error), "RESUME_IN_USE");
    assert.equal(beside?.error, undefined);
    assert.equal(beside?.journals.length, 1);
    assert.equal((await resume(folder)).last?.replayed, 4);
  });
});

test("data that JSON cannot hold costs that target, not the run: a resumed one tries it again", async () => {
  await inTempFolder(async (folder) => {
    const odd = defineProcessor({
      name: "work",
      setup: () => ({ process: ({ target }) => ({ note: target.image === "a" ? (1n as never) : "" }) }),
    })();
    const config = { sources: [images("a", "b", "c")], processors: [odd] };
    const first = await resume(folder, { ...config, sinks: [breakAt("b")] });
    assert.deepEqual(
      first.last?.failures.map(({ name, error }) => [name, error.code]),
      [["a", "RESULT_INVALID"]],
    );
    const { last } = await resume(folder, config);
    assert.deepEqual([last?.done, last?.failed, last?.replayed], [2, 1, 1]);
  });
});

test("a run that waits for what another holds says for whom, and goes on when it is free", async () => {
  await inTempFolder(async (folder) => {
    const locks = [".hullscan_journals.lock", "scan_results/index.json.lock"].map((name) => join(folder, name));
    // Dated in the future, as by another machine's clock: its age says nothing.
    const later = new Date(Date.now() + 86_400_000);
    for (const lock of locks) {
      await mkdir(lock, { recursive: true });
      await utimes(lock, later, later);
    }
    const told: string[] = [];
    const config: ScanConfig = { sources: [images("a")], processors: [], sinks: [files()] };
    await scan(config, { cwd: folder, outputDir: folder, journal: true }).forEach((event) => {
      const held = event.type === "log" ? locks.find((lock) => event.message.includes(`"${lock}"`)) : undefined;
      if (event.type !== "log" || held === undefined) return;
      told.push(event.message.replaceAll(folder, ""));
      rmdirSync(held);
    });
    assert.deepEqual(told, [
      'Waiting for another run that looks for its journal here; it holds "/.hullscan_journals.lock"',
      'Waiting for another run that updates "/scan_results/index.json"; it holds "/scan_results/index.json.lock"',
    ]);
  });
});

test("there is no journal unless it is asked for, in a dry run, or where the config says no", async () => {
  await inTempFolder(async (folder) => {
    let during: readonly string[] = [];
    const look = defineProcessor({
      name: "look",
      setup: () => ({
        async process() {
          during = await listJournals(folder);
        },
      }),
    })();
    const config = { sources: [images("a")], processors: [look] };
    const kept = async (more: Partial<ScanConfig>, options: ScanOptions) => {
      during = [];
      await runToEnd({ ...config, ...more }, { outputDir: folder, ...options });
      return during.length;
    };
    assert.equal(await kept({}, {}), 0);
    assert.equal(await kept({}, { journal: true }), 1);
    assert.equal(await kept({ journal: true }, {}), 1);
    assert.equal(await kept({ journal: false }, { journal: true }), 0);
    assert.equal(await kept({}, { journal: true, dryRun: true }), 0);
    const { error } = await resume(folder, { journal: false });
    assert.equal(codeOf(error), "USAGE");
    assert.deepEqual(await listJournals(folder), []);
  });
});

test("a journal that another user has put a link to a file in place of is closed, and that file is left alone", async () => {
  await inTempFolder(async (folder) => {
    const victim = join(folder, "victim");
    const content = "a".repeat(4096);
    await writeFile(victim, content);
    const swap = defineProcessor({
      name: "swap",
      setup: () => ({
        async process({ target }) {
          if (target.image !== "b") return;
          const [journal] = await listJournals(folder);
          assert.ok(journal);
          await rename(join(folder, journal), join(folder, "former"));
          await symlink(victim, join(folder, journal));
        },
      }),
    })();
    const { error } = await runToEnd(
      { sources: [images("a", "b", "c")], processors: [swap], sinks: [breakAt("c")] },
      { outputDir: folder, journal: true },
    );
    assert.match(String(error), /broken/);
    assert.equal(await readFile(victim, "utf8"), content);
    assert.match(await readFile(join(folder, "former"), "utf8"), /^\w+ owner - "nobody" *$/m);
  });
});

test.run();
