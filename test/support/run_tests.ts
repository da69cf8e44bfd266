/**
 * Runs the test files, each in a process of its own, so that one that crashes, hangs or leaks cannot hide another's
 * result. A file that runs no test fails: with uvu a forgotten `.run()` would pass unseen.
 *
 * `node --import tsx test/support/run_tests.ts [PART OF A PATH ...]`
 */
import { spawn } from "node:child_process";
import { readdir } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { join } from "node:path";

const FILE_LIMIT_MS = 8 * 60_000;
const RUN_LIMIT_MS = 40 * 60_000;

interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  readonly skipped: readonly string[];
}

async function runFile(file: string): Promise<FileResult> {
  const started = performance.now();
  const child = spawn(process.execPath, ["--import", "tsx", file], { stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const append = (chunk: Buffer) => {
    output += chunk.toString();
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", append);
  const timer = setTimeout(() => child.kill("SIGKILL"), FILE_LIMIT_MS);
  const [code, signal] = await new Promise<readonly [number | null, string | null]>((resolve) => {
    child.on("close", (...end) => resolve(end));
  });
  clearTimeout(timer);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  const total = readCount(output, "Total");
  const passed = readCount(output, "Passed");
  const skipped = [...output.matchAll(/^skipped: (.+)$/gm)].map((match) => match[1] ?? "");
  const failed = Math.max(total - passed - readCount(output, "Skipped"), code === 0 && total > 0 ? 0 : 1);
  const verdict = failed === 0 ? "ok" : "FAILED";
  console.log(`${verdict} ${file} (${passed} passed, ${skipped.length} skipped, ${seconds}s)`);
  if (total === 0) console.log("  It ran no test. Does it call test.run()?");
  if (signal !== null) console.log(`  It was ended by ${signal} (the limit is ${FILE_LIMIT_MS / 1000}s)`);
  if (failed > 0) console.log(output);
  return { file, passed, failed, skipped };
}

function readCount(output: string, name: string): number {
  return Number(new RegExp(`^\\s*${name}:\\s+(\\d+)`, "m").exec(output)?.[1] ?? 0);
}

async function main(): Promise<number> {
  const timer = setTimeout(() => {
    console.log(`The tests took more than ${RUN_LIMIT_MS / 60_000} minutes`);
    process.exit(1);
  }, RUN_LIMIT_MS);
  const wanted = process.argv.slice(2);
  const entries = await readdir("test", { recursive: true });
  const files = entries.filter((entry) => entry.endsWith("_test.ts")).map((entry) => join("test", entry));
  const queue = files.filter((file) => wanted.length === 0 || wanted.some((part) => file.includes(part))).sort();
  const results: FileResult[] = [];
  const lanes = Array.from({ length: Math.max(2, availableParallelism()) }, async () => {
    for (let file = queue.shift(); file !== undefined; file = queue.shift()) results.push(await runFile(file));
  });
  await Promise.all(lanes);
  clearTimeout(timer);
  const skipped = results.flatMap((result) => result.skipped);
  const passed = results.reduce((sum, result) => sum + result.passed, 0);
  const failed = results.reduce((sum, result) => sum + result.failed, 0);
  if (skipped.length > 0) console.log(["", "Skipped:", ...skipped.map((name) => `  ${name}`)].join("\n"));
  console.log(`\n${passed} passed, ${failed} failed, ${skipped.length} skipped`);
  return failed > 0 || results.length === 0 ? 1 : 0;
}

process.exitCode = await main();
