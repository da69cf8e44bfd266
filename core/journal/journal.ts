import { type FileHandle, rm } from "node:fs/promises";
import { toReason } from "../errors/mod.ts";
import type { Outcome } from "../model/outcome.ts";
import { type Target, targetName } from "../model/target.ts";
import type { Logger } from "../plugin/context.ts";
import type { AppendFile } from "../services/files/append_file.ts";
import { toFileReason } from "../services/files/file_error.ts";
import { type Header, writeOwner } from "./header.ts";
import { decodeLine, encodeLine, type Line } from "./line.ts";
import { TOUCH_MS } from "./list_journals.ts";
import type { OutcomeIndex } from "./outcome_index.ts";
import { readLines } from "./read_lines.ts";
import { hashTarget } from "./target_key.ts";

/** The outcomes of a run on the disk, so that a run that breaks can be resumed. */
export interface Journal {
  /** Absolute. */
  readonly path: string;
  /**
   * What came of a target in the run that is resumed; undefined where it has to be scanned. Each outcome is given
   * once.
   */
  replay(pipeline: string, target: Target): Promise<Outcome | undefined>;
  /**
   * Keeps how many targets the sources have, so that it can be said how far an unfinished run got.
   *
   * @throws {ScanError} FILE_WRITE
   */
  keepTotal(total: number): Promise<void>;
  /**
   * Keeps the outcome of a target: when this resolves, it survives a crash. The outcome's own target may differ, as
   * secrets are masked in it.
   *
   * @throws {ScanError} FILE_WRITE
   */
  append(outcome: Outcome, target: Target): Promise<void>;
  /** Closes it. That of a finished run is removed, and one that holds nothing to go on with. */
  close(how: { readonly isFinished: boolean }): Promise<{ readonly isKept: boolean }>;
}

/** What a journal is made of. */
export interface JournalParts {
  readonly path: string;
  readonly header: Header;
  readonly file: AppendFile;
  /** Where outcomes of the run that is resumed are read. */
  readonly reader: FileHandle;
  readonly index: OutcomeIndex;
  readonly log: Logger;
}

/** Puts a journal together whose file is open. */
export function createJournal({ path, header, file, reader, index, log }: JournalParts): Journal {
  // What failed is scanned again, so it is nothing to go on with.
  let isEmpty = index.size === 0;
  // A clock that cannot be set costs nothing but a sign of life.
  const timer = setInterval(() => file.touch().catch(() => {}), TOUCH_MS).unref();

  return {
    path,
    async replay(pipeline, target) {
      if (index.size === 0) return undefined;
      const key = hashTarget(pipeline, target);
      const offset = index.take(key);
      if (offset === undefined) return undefined;
      try {
        const line = await loadLine(reader, offset);
        return line?.key === key ? toOutcome(line, { pipeline, target }) : undefined;
      } catch (error) {
        log.warn(`Cannot read ${targetName(target)} from the journal; it is scanned again: ${toFileReason(error)}`);
        return undefined;
      }
    },
    async keepTotal(total) {
      await file.append(encodeLine({ kind: "total", key: "-", json: JSON.stringify(total) }));
    },
    async append(outcome, target) {
      const line = encodeOutcome(outcome, target, log);
      if (line === undefined) return;
      await file.append(line);
      if (outcome.status !== "failed") isEmpty = false;
    },
    async close({ isFinished }) {
      clearInterval(timer);
      const isKept = !isFinished && !isEmpty;
      await reader.close();
      // Says that nobody writes it any more. In a folder of others, its path may lead to another file by now.
      if (isKept) await writeOwner(file, header, "nobody");
      await file.close();
      if (!isKept) await rm(path, { force: true });
      return { isKept };
    },
  };
}

async function loadLine(reader: FileHandle, offset: number): Promise<Line | undefined> {
  for await (const { bytes } of readLines(reader, offset)) return decodeLine(bytes);
  return undefined;
}

function encodeOutcome(outcome: Outcome, target: Target, log: Logger): Buffer | undefined {
  try {
    return encodeLine(toLine(outcome, hashTarget(outcome.pipeline, target)));
  } catch (error) {
    const name = targetName(outcome.target);
    log.warn(`The journal cannot hold the outcome of ${name}; a resumed run will scan it again: ${toReason(error)}`);
    return undefined;
  }
}

/**
 * Makes the line of an outcome. The target is left out, since its source will emit it again.
 *
 * @throws {TypeError} where a processor has added data that is no JSON
 */
function toLine(outcome: Outcome, key: string): Line {
  const { target, pipeline: _, ...rest } = outcome;
  return { kind: rest.status, key, json: JSON.stringify({ id: target.id, ...rest }) };
}

/** Makes the outcome of a line again, for the target that it is about. */
function toOutcome({ json }: Line, { pipeline, target }: { pipeline: string; target: Target }): Outcome {
  const { id: _, data, ...rest }: Outcome & { readonly id: string } = JSON.parse(json);
  const scans = data.scans?.map((scan) => ({ ...scan, origin: "replay" as const }));
  return { ...rest, data: { ...data, ...(scans && { scans }) }, target, pipeline, replayed: true };
}
