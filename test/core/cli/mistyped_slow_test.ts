/** What was most likely meant, for each sort of word that can be mistyped. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { findNearest } from "#core/kit.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const CASES: readonly (readonly [what: string, args: readonly string[], meant: RegExp])[] = [
  ["a flag", ["--mod", "remote"], /unknown option '--mod'\s*\(Did you mean --mode\?\)/],
  ["a flag of another command", ["dtr", "--dasy", "5"], /unknown option '--dasy'\s*\(Did you mean --days\?\)/],
  ["a command", ["chekc"], /no pipeline "chekc".*did you mean the command "check"\?/],
  ["a pipeline", ["run", "remot"], /no pipeline "remot".*did you mean "remote"\?/],
  ["a mode", ["--mode", "bth"], /no pipeline "bth".*did you mean "both"\?/],
  ["a mode without its flag", ["both"], /no pipeline "both".*did you mean "--mode both"\?/],
  ["a flag without a value", ["check", "--resume"], /unknown option '--resume'\s/],
  ["a mode that is given twice", ["--mode", "remote", "--mode", "local"], /set twice, first to "remote"/],
  ["a mode for check that is given twice", ["check", "--mode", "remote", "--mode", "local"], /set it once/],
  ["a config that is given twice", ["--config", "a.yaml", "--config", "b.yaml", "remote"], /set it once/],
  ["an empty folder", ["remote", "--output-dir="], /--output-dir <dir>' argument '' is invalid.*not empty/],
  ["an empty sink", ["remote", "--sink", ""], /--sink <sink>' argument '' is invalid.*not empty/],
  ["an empty config", ["check", "--config="], /--config <file>' argument '' is invalid.*not empty/],
  ["an empty folder of a plugin", ["new", "sink", "pager", "--dir="], /--dir <dir>' argument '' is invalid.*not empty/],
  ["a severity", ["--mode", "remote", "--fail-on", "hihg"], /--fail-on.*hihg.*Did you mean HIGH\?/],
];

for (const [what, args, meant] of CASES) {
  test(`${what} that is mistyped: exit 2, and what was meant`, async () => {
    await inTempFolder(async (cwd) => {
      const { code, stdout, stderr } = await runCli(args, { cwd });
      assert.deepEqual([code, stdout], [2, ""]);
      assert.match(stderr, meant);
    });
  });
}

test("the command help, which is no mistake, and what it is asked about: exit 0", async () => {
  await inTempFolder(async (cwd) => {
    for (const [args, usage] of [
      [["help"], "Usage: scan [options] [command]"],
      [["help", "new"], "Usage: scan new [options] <kind> <name>"],
    ] as const) {
      const { code, stdout, stderr } = await runCli(args, { cwd });
      assert.deepEqual([code, stderr], [0, ""]);
      assert.ok(stdout.startsWith(usage), stdout);
    }
  });
});

test("a package.json that is broken: exit 2, its name and what is wrong with it", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "package.json"), '{ "scan": { "jobs": 1, }, }');
    const { code, stderr } = await runCli(["check", "--offline"], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Cannot load the config package\.json: /);
  });
});

test("plugins, options, keys and severities of a config that are mistyped: each with what was meant", async () => {
  await inTempFolder(async (cwd) => {
    const config = "sources: [image_lst, { image_list: { fiel: x } }]\nfailOn: hihg\noutputdir: x\n";
    await writeFile(join(cwd, "scan.config.yaml"), config);
    const { code, stderr } = await runCli(["check", "--offline"], { cwd });
    assert.equal(code, 2);
    for (const meant of ["image_list", "file", "HIGH", "outputDir"])
      assert.match(stderr, new RegExp(`Did you mean "${meant}"`));
  });
});

test("findNearest() finds words in another case, and none that is far", () => {
  assert.equal(findNearest("high", ["UNKNOWN", "LOW", "HIGH"]), "HIGH");
  assert.equal(findNearest("Remote", ["local", "remote"]), "remote");
  assert.equal(findNearest("frobnicate", ["local", "remote"]), undefined);
  assert.equal(findNearest("x", []), undefined);
});

test.run();
