/** What `scan check` says of data about exploits. */
import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { placeIntel } from "#core/intel/places.ts";
import { describeIntelFiles } from "#core/run/open_annotator.ts";
import { runCli } from "#support/cli.ts";
import { makeEpss, makeKev, packEpss } from "#support/intel_files.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);

test("the files that a run would use are named, with their age; who asks for none is told of none", async () => {
  await inTempFolder(async (cwd) => {
    const describe = (config?: Parameters<typeof placeIntel>[0]) =>
      describeIntelFiles({
        cwd,
        outputDir: cwd,
        ...(config && { intel: placeIntel(config, { cwd, outputDir: cwd }) }),
      });
    assert.deepEqual(await describe(), []);
    assert.deepEqual(await describeIntelFiles({ cwd, outputDir: cwd, intel: false }), []);
    const folder = join(cwd, ".hullscan", "intel");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "epss.csv.gz"), packEpss([], { rows: 10, date: daysAgo(2) }));
    assert.deepEqual(await describe(), [
      `EPSS scores of ${daysAgo(2)}, 2 days old: ${join(folder, "epss.csv.gz")}`,
      `There are no KEV entries in ${join(folder, "kev.json")}: \`scan intel update\` downloads them`,
    ]);
    await writeFile(join(cwd, "old.csv"), makeEpss([], { rows: 10, date: daysAgo(40) }));
    await writeFile(join(cwd, "kev.json"), makeKev([], { entries: 3, date: daysAgo(1) }));
    assert.deepEqual(await describe({ epss: "old.csv", kev: "kev.json" }), [
      `EPSS scores of ${daysAgo(40)}, 40 days old: ${join(cwd, "old.csv")}`,
      `KEV catalogue of ${daysAgo(1)}, 1 day old: ${join(cwd, "kev.json")}`,
      `The EPSS scores of ${daysAgo(40)} are 40 days old, more than the 3 they may be: \`scan intel update\` downloads them`,
    ]);
    assert.match((await describe({ epss: "none.csv" }))[0] ?? "", /none\.csv.*there is no such file/);
  });
});

test("`scan check` prints them", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "kev.json"), makeKev([], { entries: 3, date: daysAgo(1) }));
    await writeFile(join(cwd, "list"), "example.com/a:1\n");
    const config = { sources: [{ image_list: { file: "list" } }], processors: ["trivy"], intel: { kev: "kev.json" } };
    await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
    const { stdout, stderr } = await runCli(["check", "--offline"], { cwd });
    assert.match(stdout, /^intel: KEV catalogue of .*, 1 day old: .*kev\.json$/m, stdout + stderr);
  });
});

test.run();
