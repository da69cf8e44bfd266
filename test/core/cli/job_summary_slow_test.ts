/** What a run writes for GitHub Actions, in an environment as a step has it. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { writeConfig, writeImages } from "#support/quick_config.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const FILE = "summary.md";

async function runStep(cwd: string, args: readonly string[] = [], env: Readonly<Record<string, string>> = {}) {
  await writeConfig(cwd);
  await writeImages(cwd, ["app:1", "::set-output name=a::b", "x##[error]y", "bad:1"]);
  await writeFile(join(cwd, FILE), "# Before\n");
  const github = { GITHUB_ACTIONS: "true", GITHUB_STEP_SUMMARY: join(cwd, FILE) };
  const result = await runCli(args, { cwd, env: { ...github, ...env } });
  return { ...result, summary: await readFile(join(cwd, FILE), "utf8") };
}

test("in GitHub Actions a run appends its result to the job's summary; stdout has the report's name alone", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr, summary } = await runStep(cwd);
    assert.equal(code, 4, stderr);
    assert.match(stdout, /^advanced_scan_results_\S+\.json\n$/);
    assert.match(summary, /^# Before\n\n\n## hullscan: `default`\n/);
    assert.match(summary, /\*\*3 HIGH in 1 of 1 image scanned; 3 could not be scanned\*\*/);
    assert.match(summary, /\| `bad:1` \| `The plugin "quick" failed in process: it is bad` \|/);
  });
});

test("the summary says above its tables why the gate fails the run", async () => {
  await inTempFolder(async (cwd) => {
    const { code, summary } = await runStep(cwd, ["--fail-on", "HIGH"]);
    assert.equal(code, 1);
    assert.match(summary, /\n## hullscan: `default`\n\n(?:.*\n)*\*\*Error:\*\* `--fail-on HIGH: 3 findings [^\n]*`\n/);
  });
});

test("no name in a list becomes a command for the runner: not in lines, not in JSON, not in the summary", async () => {
  for (const args of [[], ["--quiet"], ["--log-format", "json"]]) {
    await inTempFolder(async (cwd) => {
      const { stdout, stderr, summary } = await runStep(cwd, args);
      assert.match(stderr, /set-output/);
      assert.doesNotMatch(stdout + stderr, /^\s*::|##\[/m);
      assert.doesNotMatch(summary, /^\s*::/m);
    });
  }
});

test("--no-ci, ci: false, a dry run and every other place leave the summary alone", async () => {
  await inTempFolder(async (cwd) => {
    for (const [args, env] of [
      [["--no-ci"], {}],
      [["--dry-run"], {}],
      [[], { GITHUB_ACTIONS: "" }],
    ] as const) {
      const { summary } = await runStep(cwd, args, env);
      assert.equal(summary, "# Before\n");
    }
    await writeConfig(cwd);
    const config = await readFile(join(cwd, "scan.config.ts"), "utf8");
    const off = join(cwd, "off.config.ts");
    await writeFile(off, config.replace("defineConfig({", "defineConfig({\n  ci: false,"));
    const { code, summary } = await runStep(cwd, ["--config", off]);
    assert.deepEqual([code, summary], [4, "# Before\n"]);
  });
});

test("a summary that cannot be written costs a warning, not the report", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr } = await runStep(cwd, [], { GITHUB_STEP_SUMMARY: join(cwd, "missing/summary.md") });
    assert.equal(code, 4);
    assert.match(stdout, /^advanced_scan_results_\S+\.json\n$/);
    assert.match(stderr, /Cannot write the summary of the job, ".*": no such folder/);
  });
});

test.run();
