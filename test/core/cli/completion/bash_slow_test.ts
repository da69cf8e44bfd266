import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { type CompletionBench, prepareCompletion } from "./_shells.ts";

/** What bash offers for the last of some words. */
function complete({ run }: CompletionBench, ...words: readonly string[]): readonly string[] {
  const script = `source ./completion
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _scan
for word in "\${COMPREPLY[@]}"; do echo "$word"; done`;
  return run("bash", ["-c", script, "bash", ...words]);
}

function testBash(name: string, work: (bench: CompletionBench) => void): void {
  testWith(test, ["bash"], name, () => inTempFolder(async (cwd) => work(await prepareCompletion(cwd, "bash"))));
}

testBash("bash completes commands, and the config's pipelines where a run can name them", (bench) => {
  assert.deepEqual(complete(bench, "scan", "ch"), ["check"]);
  assert.deepEqual(complete(bench, "scan", "ni"), ["nightly"]);
  const all = complete(bench, "scan", "");
  for (const word of ["run", "dtr", "init", "completion", "nightly"]) assert.ok(all.includes(word), word);
  assert.ok(!all.includes("off"));
  assert.deepEqual(complete(bench, "scan", "run", "n"), ["nightly"]);
  assert.deepEqual(complete(bench, "scan", "demo", ""), []);
});

testBash("bash completes the flags of the command that stands there, or else of a run", (bench) => {
  assert.deepEqual(complete(bench, "scan", "--log"), ["--log-format"]);
  assert.deepEqual(complete(bench, "scan", "dtr", "--busy"), ["--busy-statuses"]);
  assert.deepEqual(complete(bench, "scan", "check", "--busy"), []);
  assert.deepEqual(complete(bench, "scan", "--vers"), ["--version"]);
  // A word after a flag is no command.
  assert.deepEqual(complete(bench, "scan", "--mode", "dtr", "--res"), ["--resume"]);
  assert.deepEqual(complete(bench, "scan", "completion", "--pipe"), []);
});

testBash("bash completes the values of flags: choices, pipelines and modes, files and folders", (bench) => {
  assert.deepEqual(complete(bench, "scan", "--log-format", ""), ["pretty", "json"]);
  assert.deepEqual(complete(bench, "scan", "--log-format", "=", "p"), ["pretty"]);
  assert.deepEqual(complete(bench, "scan", "--log-format", "="), ["pretty", "json"]);
  assert.deepEqual(complete(bench, "scan", "--fail-on", "C"), ["CRITICAL"]);
  assert.deepEqual(complete(bench, "scan", "--mode", "n"), ["nightly"]);
  assert.deepEqual(complete(bench, "scan", "--mode", "b"), ["both"]);
  assert.deepEqual(complete(bench, "scan", "--config", "scan"), ["scan.config.yaml"]);
  assert.deepEqual(complete(bench, "scan", "--output-dir", "rep"), ["reports dir"]);
  assert.deepEqual(complete(bench, "scan", "list", "tri"), ["trivy"]);
  assert.deepEqual(complete(bench, "scan", "completion", "z"), ["zsh"]);
  assert.deepEqual(complete(bench, "scan", "--grace", ""), []);
});

testBash("bash asks the config that the line names, and offers nothing where there is none", (bench) => {
  assert.deepEqual(complete(bench, "scan", "--config", "gone.yaml", "n"), []);
  assert.deepEqual(complete(bench, "scan", "--config", "=", "scan.config.yaml", "n"), ["nightly"]);
});

testBash("a name in a config is never run by bash", (bench) => {
  assert.deepEqual(complete(bench, "scan", "run", "od"), ["odd\\ \\$\\(touch\\ pwned\\)\\ \\`x\\`"]);
  assert.ok(!existsSync(join(bench.cwd, "pwned")));
});

test.run();
