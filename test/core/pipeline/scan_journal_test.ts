import assert from "node:assert/strict";
import { test } from "uvu";
import { defineProcessor, type ScanConfig, type ScanOptions } from "../../../core/mod.ts";
import { breakAt, listJournals, NAMES, resume } from "../../support/broken_run.ts";
import { codeOf, images, runToEnd } from "../../support/pipeline.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

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
      setup: () => ({ process: ({ target }) => ({ scanDetails: target.image === "a" ? ({ n: 1n } as never) : {} }) }),
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

test.run();
