import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { type CompletionBench, prepareCompletion } from "./_shells.ts";

/** What fish offers for a line, without the descriptions. */
function complete({ run }: CompletionBench, line: string): readonly string[] {
  const lines = run("fish", ["--no-config", "-c", 'source ./completion; complete -C "$argv[1]"', line]);
  return lines.map((offered) => offered.split("\t", 1)[0] ?? "");
}

function testFish(name: string, work: (bench: CompletionBench) => void): void {
  testWith(test, ["fish"], name, () => inTempFolder(async (cwd) => work(await prepareCompletion(cwd, "fish"))));
}

testFish("fish completes commands, pipelines, flags and values", (bench) => {
  assert.deepEqual(complete(bench, "scan ch"), ["check"]);
  assert.deepEqual(complete(bench, "scan ni"), ["nightly"]);
  assert.deepEqual(complete(bench, "scan run n"), ["nightly"]);
  assert.deepEqual(complete(bench, "scan --log"), ["--log-format"]);
  assert.deepEqual(complete(bench, "scan dtr --busy"), ["--busy-statuses"]);
  assert.deepEqual(complete(bench, "scan check --busy"), []);
  assert.deepEqual([...complete(bench, "scan --log-format ")].sort(), ["json", "pretty"]);
  assert.deepEqual(complete(bench, "scan --mode b"), ["both"]);
  assert.deepEqual(complete(bench, "scan --config scan"), ["scan.config.yaml"]);
  assert.deepEqual(complete(bench, "scan --output-dir rep"), ["reports dir/"]);
  assert.deepEqual(complete(bench, "scan list tri"), ["trivy"]);
  assert.deepEqual(complete(bench, "scan demo "), []);
});

testFish("fish asks the config that the line names, and runs no name in it", (bench) => {
  assert.deepEqual(complete(bench, "scan --config gone.yaml n"), []);
  assert.deepEqual(complete(bench, "scan --config=scan.config.yaml n"), ["nightly"]);
  assert.equal(complete(bench, "scan run od").length, 1);
  assert.ok(!existsSync(join(bench.cwd, "pwned")));
});

test.run();
