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
      // Two are no references, and one has failed.
      const own = args.includes("json") ? 0 : 2;
      assert.equal(stderr.match(/^::error title=\d targets? could not be scanned%3A /gm)?.length ?? 0, own);
      assert.equal((stdout + stderr).match(/^\s*::|##\[/gm)?.length ?? 0, own);
      assert.doesNotMatch(summary, /^\s*::/m);
    });
  }
});

test("GitHub Actions shows why the gate fails the run and what could not be scanned, unless --no-ci", async () => {
  await inTempFolder(async (cwd) => {
    const { stderr } = await runStep(cwd, ["--fail-on", "HIGH"]);
    const [gate, failed, other, ...more] = stderr.split("\n").filter((line) => line.startsWith("::"));
    assert.match(gate ?? "", /^::error title=--fail-on HIGH%3A 3 findings.*::.*HIGH/);
    assert.match(
      failed ?? "",
      /^::error title=2 targets could not be scanned%3A BAD_REFERENCE::.*%0A- ::set-output name=a::b%0A/,
    );
    assert.match(other ?? "", /^::error title=1 target could not be scanned%3A PLUGIN_FAILED::.*%0A- bad:1%0A/);
    assert.deepEqual(more, []);
    const off = await runStep(cwd, ["--no-ci"]);
    assert.doesNotMatch(off.stderr, /^::/m);
  });
});

test("GitLab folds the lines about targets, with the summary below them; not of JSON, and not with --no-ci", async () => {
  await inTempFolder(async (cwd) => {
    const env = { GITHUB_ACTIONS: "", GITLAB_CI: "true" };
    const { stderr } = await runStep(cwd, [], env);
    const [before, inside, after] = stderr
      .replaceAll("\u001b[0K", "")
      .split(/section_(?:start:\d+:hullscan_\d+\[collapsed=true\]\rScan of 4 targets\n|end:\d+:hullscan_\d+\r)/);
    assert.match(before ?? "", /Scanning 4 targets/);
    assert.match(inside ?? "", /\[4\/4\]/);
    assert.match(after ?? "", /4 targets: 1 scanned/);
    for (const args of [["--no-ci"], ["--log-format", "json"], ["--quiet"]]) {
      assert.doesNotMatch((await runStep(cwd, args, env)).stderr, /section_/);
    }
  });
});

test("a config that names jobSummary() itself has one summary, with its own options", async () => {
  await inTempFolder(async (cwd) => {
    await writeConfig(cwd);
    const config = await readFile(join(cwd, "scan.config.ts"), "utf8");
    const named = config
      .replace("defineConfig({", "defineConfig({\n  observers: [jobSummary({ maxBytes: 500_000 })],")
      .replace(/^/, 'import { jobSummary } from "hullscan/plugins";\n');
    await writeFile(join(cwd, "named.config.ts"), named);
    const { summary } = await runStep(cwd, ["--config", join(cwd, "named.config.ts")]);
    assert.equal(summary.match(/^## hullscan/gm)?.length, 1);
  });
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
