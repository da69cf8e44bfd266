import { spawn } from "node:child_process";
import { join } from "node:path";

const RUN_TOGETHER = join(import.meta.dirname, "run_together.ts");
/** How long one process may take. */
const LIMIT_MS = 15 * 60_000;

/** What came of one test file. */
export interface FileResult {
  readonly file: string;
  readonly passed: number;
  readonly failed: number;
  /** The names of the tests that were skipped. */
  readonly skipped: readonly string[];
  readonly durationMs: number;
  /** What the file printed, and what the runner has to say about it. */
  readonly output: string;
}

/**
 * Runs test files in one process. A file at which the process ends early has failed; those after it run in a new one.
 *
 * @param onResult Gets the result of each file once, in the order of `files`
 */
export async function runFiles(files: readonly string[], onResult: (result: FileResult) => void): Promise<void> {
  let rest = files;
  while (rest.length > 0) {
    const { output, ending } = await runProcess(rest);
    const results = readResults(output);
    const areAllGood = results.length === rest.length && results.every(({ failed }) => failed === 0);
    // What goes wrong when all files are through, in a timer or at an open server, is put down to the last one.
    if (areAllGood && ending !== undefined) results.pop();
    for (const result of results) onResult(result);
    const [broken, ...others] = rest.slice(results.length);
    if (broken === undefined) return;
    onResult({
      file: broken,
      passed: 0,
      failed: 1,
      skipped: [],
      durationMs: 0,
      output: `${output}\n${ending ?? "It ended early"}`,
    });
    rest = others;
  }
}

/** Runs files in a process; `ending` says how it ended where that was not with 0. */
async function runProcess(files: readonly string[]): Promise<{ output: string; ending: string | undefined }> {
  const child = spawn(process.execPath, ["--import", "tsx", RUN_TOGETHER, ...files], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  const [code, signal] = await new Promise<readonly [number | null, string | null]>((resolve) => {
    child.on("close", (...end) => resolve(end));
  });
  clearTimeout(timer);
  if (signal !== null) return { output, ending: `It was ended by ${signal} (the limit is ${LIMIT_MS / 1000}s)` };
  return { output, ending: code === 0 ? undefined : `It ended with ${code}` };
}

/** The results of the files that have ended. */
function readResults(output: string): FileResult[] {
  const parts = output.matchAll(/^>> (.+)\n([\s\S]*?)^<< \1 (\d+)$/gm);
  return Array.from(parts, ([, file = "", text = "", durationMs]) => readResult(file, text, Number(durationMs)));
}

function readResult(file: string, output: string, durationMs: number): FileResult {
  const total = readCount(output, "Total");
  const passed = readCount(output, "Passed");
  const skipped = [...output.matchAll(/^skipped: (.+)$/gm)].map((match) => match[1] ?? "");
  const result = { file, passed, failed: total - passed, skipped, durationMs, output };
  if (total > 0 || skipped.length > 0) return result;
  return { ...result, failed: 1, output: `${output}\n  It ran no test. Does it call test.run()?` };
}

function readCount(output: string, name: string): number {
  return Number(new RegExp(`^\\s*${name}:\\s+(\\d+)`, "m").exec(output)?.[1] ?? 0);
}
