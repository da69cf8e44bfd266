import { resolve } from "node:path";
import { type RunInfo, toReason } from "../../../core/kit.ts";
import type { Logger } from "../../../core/mod.ts";
import { historyError } from "../../lib/history/errors.ts";
import type { HistoryPlace } from "../../lib/history/place/mod.ts";
import {
  type Baseline,
  findChosenRun,
  isRunName,
  loadBaseline,
  type OpenHistory,
  openReportBaseline,
  type ReportBaseline,
} from "../../lib/history/store/mod.ts";

/** What baselines are found by. */
export interface BaselinesOptions {
  readonly place: HistoryPlace;
  readonly run: RunInfo;
  readonly log: Logger;
  /** How many milliseconds old the run is at least that is compared with. */
  readonly since?: number | undefined;
  /** The run that is compared with, or the report, as it was named. */
  readonly baseline?: string | undefined;
}

/** What the pipelines of a run are compared with. */
export interface Baselines {
  find(history: OpenHistory & { readonly runId: number }, pipeline: string): Promise<Baseline | undefined>;
  close(): Promise<void>;
}

/** Makes what finds the baseline of each pipeline: the last finished run, an older one, one by name, or a report. */
export function createBaselines({ place, run, log, since, baseline: name }: BaselinesOptions): Baselines {
  const known = new Map<string, Baseline | undefined>();
  let report: Promise<ReportBaseline | undefined> | undefined;

  async function load({ db, runId }: OpenHistory & { readonly runId: number }, pipeline: string) {
    if (name === undefined) {
      const at = since === undefined ? undefined : new Date(run.startedAt.getTime() - since);
      const last = await loadBaseline(db, { pipeline, before: runId, ...(at && { at }) });
      if (last === undefined) log.info(`The history of "${pipeline}" begins: the next run says what is new`);
      return last;
    }
    if (!isRunName(name)) {
      report ??= openNamedReport(resolve(run.outputDir, name));
      return (await report)?.baseline;
    }
    const chosen = await findChosenRun(db, name);
    // Others use the history, too: it was there when the run began.
    if (chosen === undefined) return warn(historyError("HISTORY_NO_RUN", { path: String(place), name }));
    const found = await loadBaseline(db, { pipeline, run: chosen, before: runId });
    if (found === undefined) log.warn(`The run "${name}" knows no image of "${pipeline}": what is new is not known`);
    return found && { ...found, name: name.startsWith("@") ? `${found.name} (${name})` : found.name };
  }

  /** A run without a baseline is remembered all the same. */
  function warn({ message }: Error): undefined {
    log.warn(`${message}: what is new is not known`);
  }

  async function openNamedReport(file: string): Promise<ReportBaseline | undefined> {
    try {
      const opened = await openReportBaseline(file);
      if (!opened.isEmpty) return opened;
      await opened.close();
      throw new Error("it has no image that was scanned");
    } catch (error) {
      return warn(historyError("HISTORY_BASELINE", { path: file, reason: toReason(error) }));
    }
  }

  return {
    async find(history, pipeline) {
      if (!known.has(pipeline)) known.set(pipeline, await load(history, pipeline));
      return known.get(pipeline);
    },
    close: async () => (await report)?.close(),
  };
}
