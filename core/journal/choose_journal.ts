import { coreError, type ScanError } from "../errors/mod.ts";
import type { Logger } from "../plugin/context.ts";
import { openFile } from "../services/files/open_file.ts";
import { findChange, type Identity } from "./identity.ts";
import { idOf, type StoredJournal } from "./list_journals.ts";
import { formatProgress, loadOutcomes } from "./load_outcomes.ts";

/** Which run is to be resumed. */
export interface ChooseJournalOptions {
  /** The run's id; true for the one that got furthest. */
  readonly resume: string | true;
  readonly log: Logger;
  /** The most that is read of one outcome. */
  readonly maxBytes: number;
}

interface Candidate {
  readonly journal: StoredJournal;
  /** How many targets are through. */
  readonly count: number;
  /** The same for people: `69 of 100 targets are through`. */
  readonly progress: string;
  /** Why this run cannot go on with it. */
  readonly change: string | undefined;
}

/**
 * Chooses the unfinished run to go on with, of the runs of these pipelines of this config: the one with this id, or the
 * one that got furthest of those that have the same options. Of several, each is listed with how far it got.
 *
 * @throws {ScanError} RESUME_CHANGED, RESUME_IN_USE, RESUME_UNKNOWN
 */
export async function chooseJournal(
  ours: readonly StoredJournal[],
  identity: Identity,
  { resume, log, maxBytes }: ChooseJournalOptions,
): Promise<StoredJournal | undefined> {
  const named = resume === true ? ours : ours.filter(({ path }) => idOf(path) === resume);
  if (resume !== true && named.length === 0) {
    throw coreError("RESUME_UNKNOWN", { id: resume, known: ours.map(({ path }) => idOf(path)) });
  }
  const unfinished = named.filter(({ isInUse }) => !isInUse);
  const [busy] = named;
  if (unfinished.length === 0 && busy) {
    throw coreError("RESUME_IN_USE", { startedAt: busy.header.run.startedAt, path: busy.path });
  }
  const candidates: Candidate[] = [];
  for (const journal of unfinished) {
    const how = unfinished.length === 1 ? UNKNOWN : await measure(journal, maxBytes);
    candidates.push({ journal, ...how, change: findChange(journal.header.run, identity) });
  }
  // The newest stand first, and the order of equals stays.
  candidates.sort((a, b) => b.count - a.count);
  if (candidates.length > 1) list(candidates, log);
  const fitting = candidates.find(({ change }) => change === undefined);
  const [furthest] = candidates;
  if (fitting === undefined && furthest?.change !== undefined) throw changed(furthest.journal, furthest.change);
  return fitting?.journal;
}

type Measured = Pick<Candidate, "count" | "progress">;

const UNKNOWN: Measured = { count: 0, progress: "its progress is unknown" };

async function measure({ path, header }: StoredJournal, maxBytes: number): Promise<Measured> {
  try {
    const handle = await openFile(path, { isTrusted: true });
    try {
      const loaded = await loadOutcomes(handle, header.end, maxBytes);
      return { count: loaded.index.size, progress: formatProgress(loaded) };
    } finally {
      await handle.close();
    }
  } catch {
    // If it is the one that is chosen all the same, what is wrong is told then.
    return UNKNOWN;
  }
}

function list(candidates: readonly Candidate[], log: Logger): void {
  log.info(`${candidates.length} runs are unfinished; --resume takes the one that got furthest, --resume=ID another:`);
  for (const { journal, progress, change } of candidates) {
    const end = change === undefined ? "" : `; it cannot be resumed: ${change}`;
    log.info(`  ${idOf(journal.path)} of ${journal.header.run.startedAt}: ${progress}${end}`);
  }
}

function changed({ path, header }: StoredJournal, change: string): ScanError {
  return coreError("RESUME_CHANGED", { startedAt: header.run.startedAt, change, path });
}
