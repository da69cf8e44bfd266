/** Flags that do not fit what is to run are refused, not dropped; and one pipeline needs no name. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fitJobs } from "#core/cli/fit_flags.ts";
import { runCli } from "#support/cli.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const FLAT = "sources: [image_list]\nprocessors: [trivy]\njobs: 2\nsinks: [grouped_json]\n";
const NAMED =
  "pipelines: { nightly: { sources: [image_list], processors: [digest], scanless: true } }\nsinks: [grouped_json]\n";

/**
 * What a dry run with a config comes to: its exit code, and what stands on stderr. Without a network the image would fail,
 * which is no matter here.
 */
async function plan(config: string | undefined, ...args: readonly string[]) {
  let result = { code: null as number | null, stderr: "" };
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "input_images.txt"), "nginx:1.27\n");
    if (config !== undefined) await writeFile(join(cwd, "scan.config.yaml"), config);
    const { code, stderr } = await runCli(["run", "--dry-run", ...args], { cwd });
    result = { code: code === 4 ? 0 : code, stderr };
  });
  return result;
}

test("a config without names answers to the name that old calls use, and to --jobs-remote and --jobs", async () => {
  for (const args of [
    ["--mode", "remote", "--jobs-remote", "7"],
    ["remote", "--jobs", "7"],
    ["--jobs", "7"],
  ]) {
    const { code, stderr } = await plan(FLAT, ...args);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^Pipeline default, 7 at a time$/m);
  }
});

test("a flag of a pipeline that the config does not have: exit 2, and what to use", async () => {
  for (const [config, flag] of [
    [FLAT, "--jobs-local"],
    [NAMED, "--jobs-remote"],
  ] as const) {
    const { code, stderr } = await plan(config, flag, "7");
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      new RegExp(`${flag} has no effect: the config has no pipeline .*; use --jobs 7, which is for every`),
    );
  }
});

test("a flag of a plugin that is in none of the pipelines that run: exit 2", async () => {
  for (const args of [["--trivy-timeout", "5m"], ["--no-cache"]]) {
    const { code, stderr } = await plan(NAMED, ...args);
    assert.equal(code, 2, stderr);
    assert.match(
      stderr,
      new RegExp(`^scan: ${args[0]} has no effect: the pipeline "nightly" of the config has no trivy`),
    );
  }
});

test("the built-in config takes the flags of pipelines that do not run, as old calls give them", async () => {
  const { code, stderr } = await plan(undefined, "--mode", "remote", "--jobs-local", "3", "--jobs-remote", "5");
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Pipeline remote, 5 at a time$/m);
});

test("a config with one pipeline needs no --mode", async () => {
  const { code, stderr } = await plan(NAMED);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /^Pipeline nightly, 1 at a time$/m);
});

test("fitJobs() takes --jobs for every pipeline, and a pipeline's own flag before it", async () => {
  const names = ["remote", "local"];
  assert.deepEqual(fitJobs({ jobs: { local: 3 }, allJobs: 8, names, aliases: {} }), { remote: 8, local: 3 });
  assert.deepEqual(
    fitJobs({ jobs: { remote: 3 }, allJobs: undefined, names: ["default"], aliases: { remote: "default" } }),
    {
      default: 3,
    },
  );
  const error = await catchScanError(() => fitJobs({ jobs: { dtr: 3 }, allJobs: undefined, names, aliases: {} }));
  assert.ok(error.usage);
});

test("--schema with a plugin's name, which it would drop: exit 2", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr } = await runCli(["list", "trivy", "--schema"], { cwd });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /--schema is that of a whole config/);
  });
});

test("help of a command that there is not: exit 2; help of run has the exit codes", async () => {
  await inTempFolder(async (cwd) => {
    const nope = await runCli(["help", "nope"], { cwd });
    assert.deepEqual([nope.code, nope.stdout], [2, ""]);
    assert.match(nope.stderr, /There is no command "nope"/);
    assert.match((await runCli(["help", "chek"], { cwd })).stderr, /did you mean "check"\?/);
    for (const args of [
      ["run", "--help"],
      ["help", "run"],
    ]) {
      const { code, stdout } = await runCli(args, { cwd });
      assert.equal(code, 0);
      assert.match(stdout, /Exit codes: 0 all scanned, .*\n.*130 interrupted/);
    }
  });
});

test.run();
