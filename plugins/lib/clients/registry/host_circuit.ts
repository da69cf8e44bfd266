import { setTimeout as delay } from "node:timers/promises";
import { coreError } from "../../../../core/kit.ts";
import { isScanError, type Logger } from "../../../../core/mod.ts";
import { HostFailure } from "./failures.ts";

/** What a circuit works with. */
export interface HostCircuitOptions {
  readonly log: Pick<Logger, "info" | "warn" | "debug">;
  /** The run's. */
  readonly signal: AbortSignal;
  /** Asks whether the host answers at all. */
  readonly ping: () => Promise<void>;
  /** How long to wait each time before a host is asked again, in milliseconds: one that has answered, and another. */
  readonly waitsMs?: { readonly known: readonly number[]; readonly strange: readonly number[] } | undefined;
  /** How long a host is left alone after that, in milliseconds. @default {60_000} */
  readonly pauseMs?: number | undefined;
}

/** Thrown in place of asking a host that has refused everything for long enough. */
export class HostLeftAlone extends Error {
  override readonly name = "HostLeftAlone";
  /** What the host answered last, or why it did not, of whichever image. */
  readonly failure: HostFailure;

  constructor(failure: HostFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** A wrong name stays wrong, so 7 s; where the rest of a list may hang on a host that has answered before, a minute. */
const WAITS_MS = { known: [1_000, 2_000, 4_000, 8_000, 15_000, 30_000], strange: [1_000, 2_000, 4_000] };
const PAUSE_MS = 60_000;
/** How long it may take all in all to hear, each time, that nothing has changed. */
const ANSWERS_MS = 10_000;
/** How many times a host must answer with an error before it is looked at whether it does so to all. */
const MANY = 3;

/**
 * Stands between a run and one host. A host that refuses everything is asked again a few times for all who want
 * something of it, not for each: they wait for that together. When it does not help, the host is left alone for a while,
 * and then one of them tries again.
 *
 * A host that gives no answer refuses everything. One that answers with an error does when that happens in several
 * repositories, or at its base address, too, and nothing goes well in between.
 */
export class HostCircuit {
  readonly #host: string;
  readonly #options: HostCircuitOptions;
  readonly #refused = new Set<string>();
  #strikes = 0;
  #hasAnswered = false;
  #recovering: Promise<HostFailure | undefined> | undefined;
  /** What those ask who wait: any of it may show that the host answers again. */
  #waiting: (() => Promise<unknown>)[] = [];
  #failure: HostFailure | undefined;
  #leftAloneUntil = 0;
  #isWarned = false;

  constructor(host: string, options: HostCircuitOptions) {
    this.#host = host;
    this.#options = options;
  }

  /**
   * Asks the host something about a repository.
   *
   * @throws {HostLeftAlone} In place of asking, or after having waited
   */
  async ask<T>(repository: string, ask: () => Promise<T>): Promise<T> {
    if (this.#recovering !== undefined) await this.#wait(this.#recovering, ask);
    else if (this.#failure !== undefined) await this.#tryAgain(this.#failure, ask);
    for (let isRepeated = false; ; isRepeated = true) {
      try {
        const answer = await ask();
        this.#close();
        return answer;
      } catch (error) {
        if (!(error instanceof HostFailure)) {
          if (isScanError(error) && error.code !== "ABORTED") this.#close();
          throw error;
        }
        if (isRepeated || !(await this.#refusesAll(error, repository))) throw error;
        await this.#wait(this.#recover(error, this.#waitsFor(error)), ask);
      }
    }
  }

  async #wait(recovering: Promise<HostFailure | undefined>, ask: () => Promise<unknown>): Promise<void> {
    this.#waiting.push(ask);
    const failure = await recovering;
    if (failure !== undefined) throw new HostLeftAlone(failure);
  }

  async #tryAgain(failure: HostFailure, ask: () => Promise<unknown>): Promise<void> {
    if (performance.now() < this.#leftAloneUntil) throw new HostLeftAlone(failure);
    await this.#wait(this.#recover(failure, [0]), ask);
  }

  async #refusesAll(failure: HostFailure, repository: string): Promise<boolean> {
    if (!failure.isAnswer) return true;
    this.#strikes += 1;
    this.#refused.add(repository);
    if (this.#strikes < MANY) return false;
    return (
      this.#refused.size >= MANY || (await this.#options.ping().catch((error: unknown) => error)) instanceof HostFailure
    );
  }

  #waitsFor({ code, isAnswer }: HostFailure): readonly number[] {
    const { known, strange } = this.#options.waitsMs ?? WAITS_MS;
    // What the clock does not mend: a certificate, and a name that nobody knows.
    if (code === "REGISTRY_CERTIFICATE") return [];
    if (code === "REGISTRY_UNKNOWN" && !this.#hasAnswered) return strange.slice(0, 1);
    const waits = this.#hasAnswered ? known : strange;
    // To errors that are answers the client has waited and asked again each time.
    return isAnswer ? waits.slice(0, Math.ceil(waits.length / 2)) : waits;
  }

  #recover(failure: HostFailure, waitsMs: readonly number[]): Promise<HostFailure | undefined> {
    this.#recovering ??= this.#askAgain(failure, waitsMs).finally(() => {
      this.#recovering = undefined;
      this.#waiting = [];
    });
    return this.#recovering;
  }

  async #askAgain(first: HostFailure, waitsMs: readonly number[]): Promise<HostFailure | undefined> {
    const { log, signal } = this.#options;
    let failure = first;
    const limitMs = waitsMs.reduce((sum, ms) => sum + ms, 0) + ANSWERS_MS;
    const deadline = performance.now() + limitMs;
    if (waitsMs.length > 1) {
      const seconds = Math.round(limitMs / 1000);
      const refusal = `The registry "${this.#host}" refuses all: ${first.reason}`;
      log.info(`${refusal}. Its images wait for it, ${seconds} s at most`);
    }
    for (const waitMs of waitsMs) {
      if (performance.now() > deadline) break;
      await delay(waitMs, undefined, { signal }).catch(() => {
        throw coreError("ABORTED", { reason: `the registry "${this.#host}" was waited for` });
      });
      const ask = this.#waiting.shift();
      if (ask === undefined) continue;
      this.#waiting.push(ask);
      try {
        await ask();
        return this.#close();
      } catch (error) {
        if (!isScanError(error) || error.code === "ABORTED") throw error;
        if (!(error instanceof HostFailure)) return this.#close();
        failure = error;
      }
    }
    this.#open(failure);
    return failure;
  }

  #open(failure: HostFailure): void {
    const { log, pauseMs = PAUSE_MS } = this.#options;
    this.#failure = failure;
    this.#leftAloneUntil = performance.now() + pauseMs;
    const text = `The registry "${this.#host}" is left alone for ${Math.round(pauseMs / 1000)} s: ${failure.reason}`;
    if (this.#isWarned) log.debug(text);
    else log.warn(text);
    this.#isWarned = true;
  }

  #close(): undefined {
    this.#hasAnswered = true;
    this.#failure = undefined;
    this.#strikes = 0;
    this.#refused.clear();
  }
}
