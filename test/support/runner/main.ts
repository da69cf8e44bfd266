/** Runs the tests: `npm test -- --help` says how. */
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { PROGRAM_VARIABLE } from "../program.ts";
import { compileProgram } from "./compile_program.ts";
import type { FileResult } from "./result_reader.ts";
import { runFiles } from "./run_files.ts";

const HELP = `npm test [-- [--fast] [PART OF A PATH ...]]

Runs the test files, or those whose path has one of the parts. Several at a time.

  --fast  without the slow ones (*_slow_test.ts): under a minute on 2 cores
  --help  this text

A file whose tests take over 5 s by themselves is a slow one: it has a process of its own, and begins first.
The others share processes. What needs an engine that is not there is skipped by name;
with CI=true that is a failure.
`;

const RUN_LIMIT_MS = 40 * 60_000;
/** How many processes there are for each core: many tests wait, for a limit of time or for a server. */
const LANES_PER_CORE = 1.5;
const SLOW = "_slow_test.ts";

async function findFiles(parts: readonly string[], isFast: boolean): Promise<readonly string[]> {
  const entries = await readdir("test", { recursive: true });
  return entries
    .map((entry) => join("test", entry))
    .filter((file) => file.endsWith("_test.ts") && !(isFast && file.endsWith(SLOW)))
    .filter((file) => parts.length === 0 || parts.some((part) => file.includes(part)))
    .sort();
}

async function runAlone(file: string, onResult: (result: FileResult) => void): Promise<void> {
  const queue = [file];
  await runFiles(() => queue.shift(), onResult);
}

function print({ file, passed, failed, skipped, durationMs, output }: FileResult): void {
  const verdict = failed === 0 ? "ok" : "FAILED";
  const seconds = (durationMs / 1000).toFixed(1);
  console.log(`${verdict} ${file} (${passed} passed, ${skipped.length} skipped, ${seconds}s)`);
  if (failed > 0) console.log(output);
}

function readArgs() {
  const boolean = { type: "boolean", default: false } as const;
  try {
    return parseArgs({ allowPositionals: true, options: { fast: boolean, help: { ...boolean, short: "h" } } });
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${HELP}`);
    return process.exit(2);
  }
}

async function main(): Promise<number> {
  const { values, positionals } = readArgs();
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const timer = setTimeout(() => {
    console.log(`The tests took more than ${RUN_LIMIT_MS / 60_000} minutes`);
    process.exit(1);
  }, RUN_LIMIT_MS);
  process.env[PROGRAM_VARIABLE] = await compileProgram();
  const files = await findFiles(positionals, values.fast);
  const slow = files.filter((file) => file.endsWith(SLOW));
  const quick = files.filter((file) => !file.endsWith(SLOW));
  const results: FileResult[] = [];
  const onResult = (result: FileResult) => {
    print(result);
    results.push(result);
  };
  const lanes = Array.from({ length: Math.max(2, Math.ceil(availableParallelism() * LANES_PER_CORE)) }, async () => {
    // Slow ones first, so that none of them is what all wait for at the end.
    for (let file = slow.shift(); file !== undefined; file = slow.shift()) await runAlone(file, onResult);
    await runFiles(() => quick.shift(), onResult);
  });
  await Promise.all(lanes);
  clearTimeout(timer);
  return printTotal(results);
}

function printTotal(results: readonly FileResult[]): number {
  const skipped = results.flatMap((result) => result.skipped);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (skipped.length > 0) console.log(["", "Skipped:", ...skipped.map((name) => `  ${name}`)].join("\n"));
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 || results.length === 0 ? 1 : 0;
}

process.exitCode = await main();
