/**
 * Runs test files one after the other in this process, and marks where each begins and ends in the output.
 *
 * `node --import tsx test/support/runner/run_together.ts FILE ...`
 */
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const uvu = globalThis as unknown as { UVU_DEFER: boolean; UVU_QUEUE: unknown[][] };

// uvu reads it when it is loaded: `test.run()` then only enlists, and `exec()` runs.
uvu.UVU_DEFER = true;
const { exec, test } = await import("uvu");

let isGood = true;
for (const file of process.argv.slice(2)) {
  console.log(`\n>> ${file}`);
  const started = performance.now();
  uvu.UVU_QUEUE = [[null]];
  // What the file before has left without `run()` is not this file's.
  test.run();
  uvu.UVU_QUEUE = [[null]];
  await import(pathToFileURL(resolve(file)).href);
  await exec();
  isGood &&= process.exitCode === 0;
  console.log(`\n<< ${file} ${Math.round(performance.now() - started)}`);
}
process.exitCode = isGood ? 0 : 1;
