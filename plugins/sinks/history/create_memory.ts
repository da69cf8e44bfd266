import type { Compared } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import {
  beginRun,
  compareOutcome,
  createRecorder,
  describeOutcome,
  endRun,
  inTransaction,
  isDamage,
  leaveOutKept,
  moveAway,
  type OpenHistory,
  type OutcomeRows,
  openHistory,
  removeOldRuns,
  tagRun,
  toHistoryError,
} from "../../lib/history/store/mod.ts";
import { type BaselinesOptions, createBaselines } from "./create_baselines.ts";

/** How much waits to be written: what a killed run loses, and what memory holds. */
const MAX_OUTCOMES = 100;
const MAX_FINDINGS = 5000;

/** What a memory works with. */
export interface MemoryOptions extends BaselinesOptions {
  /** What the run is called. */
  readonly tag?: string | undefined;
  readonly keepRuns: number;
  /** In milliseconds. */
  readonly keepFor: number;
  readonly keepBytes: number;
}

/** What one run remembers, and is compared with. Nothing of it throws: a run without a memory is complete. */
export interface Memory {
  compare(outcome: Outcome): Promise<Compared | undefined>;
  add(outcome: Outcome): Promise<void>;
  /** Writes what is left. */
  end(state: "finished" | "interrupted"): Promise<void>;
  close(): Promise<void>;
}

interface Work extends OpenHistory {
  readonly runId: number;
  readonly recorder: ReturnType<typeof createRecorder>;
}

/** Makes the memory of one run. The history is opened for the first outcome that there is something to remember of. */
export function createMemory({
  place,
  run,
  log,
  tag,
  keepRuns,
  keepFor,
  keepBytes,
  ...options
}: MemoryOptions): Memory {
  const baselines = createBaselines({ place, run, log, ...options });
  let opening: Promise<Work> | undefined;
  let isBroken = false;
  let waiting: OutcomeRows[] = [];
  let findings = 0;

  async function open(): Promise<Work> {
    const history = await openHistory(place, { isWritten: true });
    const { db, setAside } = history;
    if (setAside !== undefined) {
      log.warn(`The history "${place}" is damaged: it is set aside as "${setAside}", and a new one begins`);
    }
    try {
      const { id: uid, label, startedAt } = run;
      const runId = await inTransaction(db, (writing) => beginRun(writing, { uid, label, startedAt }));
      return { ...history, runId, recorder: createRecorder(runId) };
    } catch (error) {
      await history.close();
      throw error;
    }
  }

  /** Runs work on the history. What fails there is said once, and the history is left alone from then on. */
  async function attempt<T>(work: (open: Work) => Promise<T>): Promise<T | undefined> {
    if (isBroken) return undefined;
    try {
      opening ??= open();
      return await work(await opening);
    } catch (error) {
      isBroken = true;
      const { message, hint } = toHistoryError(place, error);
      log.warn(`${message}: this run is not remembered, and what is new is not known${hint ? `. ${hint}` : ""}`);
      if (typeof place === "string" && isDamage(error)) await moveAway(place).catch(() => undefined);
      return undefined;
    }
  }

  /** A run is remembered as it ended, whether or not there is time and room to remove others. */
  async function removeOld(db: OpenHistory["db"]): Promise<void> {
    const retention = { keepRuns, after: new Date(run.startedAt.getTime() - keepFor), maxBytes: keepBytes };
    try {
      await inTransaction(db, (writing) => removeOldRuns(writing, retention));
    } catch (error) {
      if (isDamage(error)) throw error;
      log.warn(`${toHistoryError(place, error).message}: old runs are not removed`);
    }
  }

  /** Most of a run is unchanged: what is in the history need not be held until it is written. */
  async function leaveOut(memory: Work, rows: OutcomeRows): Promise<OutcomeRows> {
    const baseline = await baselines.find(memory, rows.pipeline);
    return baseline?.db === memory.db ? leaveOutKept(rows, baseline) : rows;
  }

  async function flush(): Promise<void> {
    const described = waiting;
    waiting = [];
    findings = 0;
    if (described.length === 0) return;
    await attempt(({ db, recorder }) => inTransaction(db, (writing) => recorder.write(writing, described)));
  }

  return {
    async compare(outcome) {
      if (outcome.status !== "done") return undefined;
      return await attempt(async (memory) => {
        const baseline = await baselines.find(memory, outcome.pipeline);
        return baseline && (await compareOutcome(baseline, outcome));
      });
    },
    async add(outcome) {
      const rows = describeOutcome(outcome);
      if (isBroken || rows === undefined) return;
      const left = await attempt((memory) => leaveOut(memory, rows));
      if (left === undefined) return;
      waiting.push(left);
      findings += left.result?.data?.findings?.length ?? 0;
      if (waiting.length >= MAX_OUTCOMES || findings >= MAX_FINDINGS) await flush();
    },
    async end(state) {
      await flush();
      if (opening === undefined) return;
      await attempt(async ({ db, runId }) => {
        await inTransaction(db, async (writing) => {
          await endRun(writing, runId, state, new Date());
          if (tag !== undefined && state === "finished") await tagRun(writing, runId, tag);
        });
        await removeOld(db);
      });
    },
    async close() {
      await flush();
      await baselines.close();
      const memory = await opening?.catch(() => undefined);
      await memory?.close();
    },
  };
}
