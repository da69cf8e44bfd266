import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { ResolvedConfig } from "../config/resolved.ts";
import { coreError } from "../errors/mod.ts";
import type { Logger, RunInfo } from "../plugin/context.ts";
import { openAppendFile } from "../services/files/append_file.ts";
import { guardWrite, toFileReason } from "../services/files/file_error.ts";
import { withLock } from "../services/files/lock.ts";
import { makeFolder } from "../services/files/make_folder.ts";
import { openFile } from "../services/files/open_file.ts";
import { formatMegabytes, memoryLimits } from "../services/processes/memory_limits.ts";
import { loadOwner, type Owner } from "../services/processes/owner.ts";
import { chooseJournal } from "./choose_journal.ts";
import { createHeader, type NewHeader, writeOwner } from "./header.ts";
import { buildIdentity, type IdentityOptions, isSameRun } from "./identity.ts";
import { createJournal, type Journal } from "./journal.ts";
import { buildJournalPath, listJournals, type StoredJournal } from "./list_journals.ts";
import { formatProgress, loadOutcomes } from "./load_outcomes.ts";
import { createOutcomeIndex } from "./outcome_index.ts";

/** What a journal is opened with. */
export interface OpenJournalOptions extends Omit<IdentityOptions, "path"> {
  readonly run: RunInfo;
  /** The config's file, or what it is called. */
  readonly configPath: string;
  /** Whether to go on with an unfinished run of the same pipelines and config: that of an id, or the one that got furthest. */
  readonly resume: boolean | string;
  readonly log: Logger;
  readonly signal: AbortSignal;
}

/**
 * Opens the journal of a run in its output folder: that of an unfinished run to go on with, or a new one. Journals of
 * other runs are left as they are.
 *
 * @throws {ScanError} RESUME_CHANGED, RESUME_IN_USE, RESUME_UNKNOWN, JOURNAL_UNREADABLE, FILE_WRITE, LOCK_TIMEOUT, LOCK_FAILED
 */
export async function openJournal(config: ResolvedConfig, options: OpenJournalOptions): Promise<Journal> {
  const { run, configPath, resume, log, signal, ...how } = options;
  const identity = await buildIdentity(config, { path: configPath, ...how });
  const here = await loadOwner();
  const path = buildJournalPath(run);
  await guardWrite(path, () => makeFolder(run.outputDir));

  async function claim(): Promise<Journal> {
    const all = await listJournals(run.outputDir, {
      here,
      onUnreadable: (unreadable, error) => log.warn(`The journal ${unreadable} is not used: ${toFileReason(error)}`),
    });
    const ours = all.filter(({ header }) => isSameRun(header.run, identity));
    const { maxBytes } = memoryLimits(run.jobs);
    const chosen = resume === false ? undefined : await chooseJournal(ours, identity, { resume, log, maxBytes });
    if (chosen) return takeUp(chosen, { here, log, maxBytes });
    reportUnfinished(ours, { resume: resume !== false, log });
    const startedAt = run.startedAt.toISOString();
    return begin(path, createHeader({ ...identity, startedAt }, here), log);
  }

  // Two runs that begin at the same moment must not take up the same journal.
  return withLock(join(run.outputDir, ".hullscan_journals"), claim, {
    signal,
    onLongWait: (lock) => log.info(`Waiting for another run that looks for its journal here; it holds "${lock}"`),
  });
}

function reportUnfinished(ours: readonly StoredJournal[], { resume, log }: { resume: boolean; log: Logger }): void {
  if (resume) log.info("There is no unfinished run to resume: this one starts from the beginning");
  const unfinished = ours.filter(({ isInUse }) => !isInUse);
  const [newest] = unfinished;
  if (resume || newest === undefined) return;
  const { startedAt } = newest.header.run;
  const [who, which] =
    unfinished.length > 1
      ? [`${unfinished.length} runs are`, "the one that got furthest; the newest has the journal"]
      : [`The run of ${startedAt} is`, "it; its journal is"];
  log.info(`${who} not finished: --resume continues ${which} ${newest.path}`);
}

async function begin(path: string, { header, bytes }: NewHeader, log: Logger): Promise<Journal> {
  const file = await openAppendFile(path);
  try {
    await file.append(bytes);
    const reader = await guardRead(path, () => openFile(path));
    return createJournal({ path, header, file, reader, index: createOutcomeIndex(), log });
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}

async function takeUp(
  { path, header }: StoredJournal,
  { here, log, maxBytes }: { here: Owner; log: Logger; maxBytes: number },
): Promise<Journal> {
  const reader = await guardRead(path, () => openFile(path, { isTrusted: true, forWriting: true }));
  try {
    await guardWrite(path, () => writeOwner(reader, header, here));
    const loaded = await guardRead(path, () => loadOutcomes(reader, header.end, maxBytes));
    const { index, end, tooLarge, isDamaged } = loaded;
    if (isDamaged) log.warn(`The journal ${path} is damaged after byte ${end}: later results are scanned again`);
    if (tooLarge > 0) {
      const limit = `more than the ${formatMegabytes(maxBytes)} that this process can read at once`;
      log.warn(`The journal ${path} has results (${tooLarge}) of ${limit}: their targets are scanned again`);
    }
    log.info(`Resuming the run of ${header.run.startedAt}: ${formatProgress(loaded)}`);
    const file = await openAppendFile(path, { from: end });
    return createJournal({ path, header, file, reader, index, log });
  } catch (error) {
    await writeOwner(reader, header, "nobody").catch(() => {});
    await reader.close();
    throw error;
  }
}

async function guardRead<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (cause) {
    throw coreError("JOURNAL_UNREADABLE", { path, reason: toFileReason(cause) }, { cause });
  }
}
