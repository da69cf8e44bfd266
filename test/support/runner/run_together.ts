/**
 * Runs the test files that its parent names, one after the other in this process, and marks where each begins and ends in
 * the output. It asks for the next one when it has run one, and ends when there is none.
 */
import { once } from "node:events";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const uvu = globalThis as unknown as { UVU_DEFER: boolean; UVU_QUEUE: unknown[][] };

// uvu reads it when it is loaded: `test.run()` then only enlists, and `exec()` runs.
uvu.UVU_DEFER = true;
const { exec, test } = await import("uvu");

async function askForFile(): Promise<string | undefined> {
  const answer = once(process, "message");
  process.send?.("next");
  const [{ file }] = (await answer) as [{ file?: string }];
  return file;
}

let isGood = true;
for (let file = await askForFile(); file !== undefined; file = await askForFile()) {
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
process.disconnect();
