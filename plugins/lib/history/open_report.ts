import type { FileHandle } from "node:fs/promises";
import { errorCode, openFile, parseOutcome, toFileReason, toReason } from "../../../core/kit.ts";
import { isScanError, type Outcome } from "../../../core/mod.ts";
import { parseElement } from "./parse_element.ts";
import { readElements } from "./read_elements.ts";

/** What an earlier run found. */
export interface EarlierRun {
  /** What the run is called; of a report that does not say so the kind of its first target. */
  readonly label: string;
  /** When it began; of a report that does not say so when its first target was scanned. */
  readonly startedAt: Date;
  /** Its outcomes, in the order in which they stand there. Reads the file anew each time. */
  outcomes(): AsyncIterable<Outcome>;
  /** Whether it came to its end; known after the last outcome. A file that is cut did not. */
  isInterrupted(): boolean;
  close(): Promise<void>;
}

/** The last line of NDJSON. */
interface End {
  readonly outcomes: unknown;
  readonly interrupted: unknown;
}

/**
 * Opens what an earlier run has written: NDJSON, which holds all that was known, or the report of the sink `grouped_json`.
 * Memory holds one outcome at a time.
 *
 * @throws {Error} Why it cannot be read, in words
 */
export async function openReport(path: string): Promise<EarlierRun> {
  const file = await openFile(path).catch((cause: unknown) => {
    const isGone = errorCode(cause) === "ENOENT";
    throw new Error(isGone ? "there is no such file" : toFileReason(cause), { cause });
  });
  try {
    const first = await readFirst(file);
    const run = first.trimStart().startsWith("[") ? await openArray(file) : openLines(file, first);
    return { ...run, close: () => file.close() };
  } catch (error) {
    await file.close();
    throw error;
  }
}

/** Enough of a file to see what it is: its first line, or the beginning of that. */
async function readFirst(file: FileHandle): Promise<string> {
  const { buffer, bytesRead } = await file.read(Buffer.alloc(65_536), 0, 65_536, 0);
  const [line = ""] = buffer.toString("utf8", 0, bytesRead).split("\n", 1);
  if (line.trim() === "" && bytesRead < 65_536 && buffer.toString("utf8", 0, bytesRead).trim() === "") {
    throw new Error("it is empty");
  }
  return line;
}

type Opened = Omit<EarlierRun, "close">;

function openLines(file: FileHandle, first: string): Opened {
  const run = parseRecord(first, "line 1");
  if (run.type !== "run") throw new Error("it is neither a report (a JSON array) nor NDJSON of --report ndjson");
  if (run.format !== 1) throw new Error(`another release of hullscan wrote it (format ${String(run.format)})`);
  let end: End | undefined;
  let count = 0;
  async function* outcomes(): AsyncGenerator<Outcome> {
    end = undefined;
    count = 0;
    let number = 0;
    for await (const text of file.readLines({ start: 0, autoClose: false })) {
      number += 1;
      if (number === 1) continue;
      const { type, ...rest } = parseRecord(text, `line ${number}`);
      if (type === "end") end = rest as unknown as End;
      else {
        count += 1;
        yield checked(rest, `line ${number}`);
      }
    }
  }
  return {
    label: String(run.label),
    startedAt: toDate(run.startedAt),
    outcomes,
    isInterrupted: () => end === undefined || end.interrupted === true || end.outcomes !== count,
  };
}

function parseRecord(text: string, place: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw new Error(`${place} is not a JSON object: the file is damaged, or cut`);
}

async function openArray(file: FileHandle): Promise<Opened> {
  async function* outcomes(): AsyncGenerator<Outcome> {
    let number = 0;
    for await (const { bytes } of readElements(file)) {
      number += 1;
      const place = `element ${number}`;
      yield checked(parseElement(parseRecord(bytes.toString(), place)), place);
    }
  }
  let begun: Outcome | undefined;
  for await (const outcome of outcomes()) {
    begun = outcome;
    break;
  }
  return {
    label: begun?.pipeline ?? "report",
    startedAt: toDate(begun?.startedAt),
    outcomes,
    // Such a report does not say whether its run was interrupted; one that is cut is no JSON.
    isInterrupted: () => false,
  };
}

function checked(value: unknown, place: string): Outcome {
  try {
    return parseOutcome(value, place, "trivy");
  } catch (error) {
    throw new Error(`${place}: ${isScanError(error) ? error.message : toReason(error)}`, { cause: error });
  }
}

function toDate(value: unknown): Date {
  const date = new Date(String(value));
  return Number.isNaN(date.getTime()) ? new Date(0) : date;
}
