import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import type { FileResult } from "./result_reader.ts";
import { runFiles } from "./run_files.ts";

async function run(...names: readonly string[]): Promise<readonly FileResult[]> {
  const results: FileResult[] = [];
  const files = names.map((name) => join(import.meta.dirname, "fixtures", `${name}.ts`));
  const queue = [...files];
  await runFiles(
    () => queue.shift(),
    (result) => results.push(result),
  );
  assert.deepEqual(
    results.map(({ file }) => file),
    files,
  );
  return results;
}

const countsOf = (results: readonly FileResult[]) => results.map(({ passed, failed }) => [passed, failed]);

test("runFiles() counts the tests of each file that shares a process", async () => {
  const results = await run("passes", "fails", "skips", "passes_too");
  assert.deepEqual(countsOf(results), [
    [1, 0],
    [1, 1],
    [0, 0],
    [1, 0],
  ]);
  assert.match(results[1]?.output ?? "", /it is bad/);
  assert.deepEqual(results[2]?.skipped, ["needs a moon: no moon on this machine"]);
});

test("a file that never calls test.run() fails, and none of its tests count for the next one", async () => {
  const results = await run("never_runs", "passes");
  assert.deepEqual(countsOf(results), [
    [0, 1],
    [1, 0],
  ]);
  assert.match(results[0]?.output ?? "", /Does it call test\.run\(\)\?/);
});

for (const name of ["crashes", "stops_early"])
  test(`a file that ends its process early fails, and those after it still run: ${name}`, async () => {
    const results = await run("passes", name, "passes_too");
    assert.deepEqual(countsOf(results), [
      [1, 0],
      [0, 1],
      [1, 0],
    ]);
    assert.match(results[1]?.output ?? "", /It ended with \d+/);
  });

test("what goes wrong when all files are through fails the last one", async () => {
  const results = await run("passes", "trouble_later");
  assert.deepEqual(countsOf(results), [
    [1, 0],
    [0, 1],
  ]);
  assert.match(results[1]?.output ?? "", /too late to be seen/);
});

test.run();
