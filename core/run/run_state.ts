import { coreError } from "../errors/mod.ts";
import { emptySummary, foldSummary, formatUnreached, type ScanEvent, type Summary } from "../events/mod.ts";
import type { IntelSources } from "../model/mod.ts";

/** What a state is made with. */
export interface RunStateOptions {
  /** Hears of what happens, after the sums have been brought up to date. */
  readonly emit: (event: ScanEvent) => void;
  /** Fires when no more targets shall begin. */
  readonly stopping: AbortSignal;
}

/** How far a run is, and what has gone wrong: all that its steps share and change. */
export class RunState {
  /** The errors that end the run, in order. */
  readonly failures: unknown[] = [];
  /** What plugins say at their end, when all else is done: it keeps no other from its work. */
  readonly complaints: unknown[] = [];
  /** The pipelines that have begun a target. */
  readonly begun = new Set<string>();
  /** What is known of the rules for accepted findings when the sinks begin to end. */
  rules: Pick<Summary, "rules"> = {};
  /** Finds the data about exploits that were used. */
  sources: () => IntelSources | undefined = () => undefined;
  /** Whether the run has been announced: then it is also said that it has finished. */
  isStarted = false;

  readonly #options: RunStateOptions;
  readonly #clock = performance.now();
  #summary = emptySummary();
  #inWork = 0;
  #positions = 0;
  /** Known when the sinks begin to end: what happens then stops no target any more. */
  #isCut: boolean | undefined;

  constructor(options: RunStateOptions) {
    this.#options = options;
  }

  /** Counts an event and passes it on. */
  readonly emit = (event: ScanEvent): void => {
    if (event.type === "target.started") {
      this.begun.add(event.pipeline);
      this.#inWork += 1;
    }
    if (event.type === "target.finished") this.#inWork -= 1;
    this.#summary = foldSummary(this.#summary, event);
    this.#options.emit(event);
  };

  /** The place of the next target among all of the run, from 0. */
  readonly nextPosition = (): number => this.#positions++;

  get isStopped(): boolean {
    return this.#options.stopping.aborted || this.failures.length > 0;
  }

  /** Whether no target is in work. */
  get isIdle(): boolean {
    return this.#inWork === 0;
  }

  /** Whether all targets so far were scanned, or needed no scan. */
  get isWhole(): boolean {
    return !this.isStopped && this.#summary.failed === 0;
  }

  /** From now on it is settled whether the run was cut short. */
  cut(): void {
    this.#isCut = this.isStopped;
  }

  summarise(): Summary {
    const durationMs = Math.round(performance.now() - this.#clock);
    const intel = this.sources();
    const known = { ...this.rules, ...(intel && { intel }) };
    return { ...this.#summary, ...known, durationMs, interrupted: this.#isCut ?? this.isStopped };
  }

  /** Does something; what that throws is among the failures. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }

  /** The error that the run ends with, see {@linkcode findRunError}. */
  findError({ isKept }: { readonly isKept: boolean }): unknown {
    const { failures, complaints } = this;
    const isStopped = this.#options.stopping.aborted;
    return findRunError({ failures, complaints, isStopped, summary: this.#summary, isKept });
  }
}

/** What is known when a run has come to its end. */
export interface Ending {
  readonly failures: readonly unknown[];
  readonly complaints: readonly unknown[];
  /** Whether it was stopped before all targets were through. */
  readonly isStopped: boolean;
  readonly summary: Summary;
  /** Whether the journal is kept, so that the run can be resumed. @default {false} */
  readonly isKept?: boolean;
}

/** The error that a run ends with; undefined when it has finished. No target may be missing from its sums. */
export function findRunError({ failures, complaints, isStopped, summary, isKept = false }: Ending): unknown {
  const { emitted, done, failed, skipped, artifacts, extraArtifacts } = summary;
  const accounted = done + failed + skipped;
  if (failures.length > 0) return failures[0];
  if (accounted !== emitted) return coreError("LOST_TARGETS", { emitted, accounted });
  if (isStopped) {
    const reason = formatUnreached(summary) ?? "not all targets were reached";
    return coreError("ABORTED", { reason, isReported: artifacts.length + extraArtifacts.length > 0, isKept });
  }
  return emitted === 0 ? coreError("NOTHING_TO_SCAN", { reason: "the sources emitted no target" }) : complaints[0];
}
