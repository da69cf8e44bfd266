import { spawn } from "node:child_process";
import { join } from "node:path";
import { type FileResult, ResultReader } from "./result_reader.ts";

const RUN_TOGETHER = join(import.meta.dirname, "run_together.ts");
/** How long one file may take. */
const LIMIT_MS = 15 * 60_000;

/** Gives the next file, and `undefined` when there is none. */
export type TakeFile = () => string | undefined;

/**
 * Runs test files in one process, which loads once what they all import. A file at which the process ends early has failed;
 * the next ones run in a new process.
 *
 * @param onResult Gets the result of each file once, in the order in which they were taken
 */
export async function runFiles(take: TakeFile, onResult: (result: FileResult) => void): Promise<void> {
  for (let next = take(); next !== undefined; next = take()) await runProcess(next, take, onResult);
}

/** Runs files until there is none, or the process ends. */
async function runProcess(first: string, take: TakeFile, onResult: (result: FileResult) => void): Promise<void> {
  const child = spawn(process.execPath, ["--import", "tsx", RUN_TOGETHER], {
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const reader = new ResultReader(onResult);
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk: Buffer) => reader.add(chunk.toString()));
  const files: string[] = [];
  const timer = setTimeout(() => child.kill("SIGKILL"), LIMIT_MS);
  child.on("message", () => {
    timer.refresh();
    reader.read();
    const file = files.length === 0 ? first : take();
    if (file !== undefined) files.push(file);
    child.send({ file });
  });
  const [code, signal] = await new Promise<readonly [number | null, string | null]>((resolve) => {
    child.on("close", (...end) => resolve(end));
  });
  clearTimeout(timer);
  reader.end(files.length === 0 ? [first] : files, describeEnd(code, signal));
}

function describeEnd(code: number | null, signal: string | null): string | undefined {
  if (signal !== null) return `It was ended by ${signal} (the limit of a file is ${LIMIT_MS / 1000}s)`;
  return code === 0 ? undefined : `It ended with ${code}`;
}
