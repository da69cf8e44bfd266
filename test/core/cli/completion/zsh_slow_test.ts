/** The functions of zsh's completion system need a terminal: here others stand for them, and print what they are given. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { type CompletionBench, prepareCompletion } from "./_shells.ts";

const STAND_INS = `
compdef() { : }
compset() { : }
compadd() { shift; print -rl -- $@ }
_files() { print -r -- "files $*" }
_describe() { local -a given; given=("\${(@P)2}"); print -rl -- "\${(@)given%%:*}" }`;

/** What zsh is told to offer for the last of some words: all that could stand there, whatever was begun. */
function offer({ run }: CompletionBench, ...given: readonly string[]): readonly string[] {
  const script = `${STAND_INS}\nsource ./completion\nlocal -a words; words=("$@"); CURRENT=$#; _scan`;
  return run("zsh", ["-fc", script, "zsh", ...given]);
}

function testZsh(name: string, work: (bench: CompletionBench) => void): void {
  testWith(test, ["zsh"], name, () => inTempFolder(async (cwd) => work(await prepareCompletion(cwd, "zsh"))));
}

testZsh("zsh is offered commands, pipelines, flags and values", (bench) => {
  const first = offer(bench, "scan", "");
  for (const word of ["run", "check", "nightly", "odd $(touch pwned) `x`"]) assert.ok(first.includes(word), word);
  assert.ok(!existsSync(join(bench.cwd, "pwned")));
  assert.ok(offer(bench, "scan", "dtr", "--").includes("--busy-statuses"));
  assert.ok(!offer(bench, "scan", "check", "--").includes("--busy-statuses"));
  assert.deepEqual(offer(bench, "scan", "--log-format", ""), ["pretty", "json"]);
  assert.deepEqual(offer(bench, "scan", "--log-format=p"), ["pretty", "json"]);
  assert.ok(offer(bench, "scan", "--mode", "").includes("both"));
  assert.deepEqual(offer(bench, "scan", "--config", ""), ["files "]);
  assert.deepEqual(offer(bench, "scan", "--output-dir", ""), ["files -/"]);
  assert.deepEqual(offer(bench, "scan", "completion", ""), ["bash", "zsh", "fish"]);
  assert.ok(offer(bench, "scan", "list", "").includes("trivy"));
});

testZsh("zsh is offered the pipelines of the config that the line names", (bench) => {
  assert.deepEqual(offer(bench, "scan", "run", "--config", "gone.yaml", ""), []);
  assert.ok(offer(bench, "scan", "run", "--config=scan.config.yaml", "").includes("nightly"));
});

test.run();
