import type { Observable, Unsubscribable } from "rxjs";
import type { BoundPlugin } from "../config/resolved.ts";
import { toReason } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Logger } from "../plugin/context.ts";
import type { ObserverPlugin } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { ObserverHooks } from "../plugin/hooks.ts";
import { createLifecycle, type Lifecycle } from "../plugin/lifecycle.ts";
import { withLimit } from "../plugin/with_limit.ts";
import { isObservable, Subject } from "./_rxjs.ts";
import { ObservedEvents } from "./observed_events.ts";
import { type OpenParts, type OpenPlugin, openPlugins } from "./open_plugins.ts";

/** How long an observer may take to flush what it has when a run has ended, in milliseconds. */
const END_LIMIT_MS = 10_000;

/** What the observers of a run work with. */
export interface ObserveOptions extends Omit<OpenParts, "lifecycle"> {
  readonly driver: Driver;
  readonly log: Logger;
}

/** An observer at work. */
interface Watching {
  readonly plugin: string;
  /** Its own: it ends when nothing more can come. */
  readonly events$: Subject<ScanEvent>;
  /** Releases what it has set up. */
  readonly lifecycle: Lifecycle;
  readonly work: Promise<void>[];
  readonly subscriptions: Unsubscribable[];
}

/**
 * The observers of a run. Each hears of all events, also of those before it was set up, and all of them in one order. They
 * end one after the other, the last one first: what one logs at its end reaches those that were set up before it.
 */
export class Observers {
  readonly #plugins: readonly BoundPlugin<ObserverPlugin>[];
  /** What has happened, as long as one may still be set up. */
  readonly #early: ScanEvent[] = [];
  readonly #waiting: ScanEvent[] = [];
  readonly #open: Watching[] = [];
  readonly #failures: unknown[] = [];
  #isAllOpen = false;
  #isBusy = false;

  constructor(plugins: readonly BoundPlugin<ObserverPlugin>[]) {
    this.#plugins = plugins;
  }

  /**
   * Passes an event on. One that an observer brings about comes after the one that it hears of. Costs nothing where nobody
   * watches.
   */
  next(event: ScanEvent): void {
    if (this.#plugins.length === 0) return;
    this.#waiting.push(event);
    if (this.#isBusy) return;
    this.#isBusy = true;
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      if (!this.#isAllOpen) this.#early.push(next);
      for (const { events$ } of this.#open) events$.next(next);
    }
    this.#isBusy = false;
  }

  /** Sets up those that have no preflight: they watch the one of the others. */
  async openFirst(options: ObserveOptions): Promise<void> {
    await this.#openAll(
      this.#plugins.filter((plugin) => !hasPreflight(plugin)),
      options,
    );
  }

  /** Sets up the others. */
  async openRest(options: ObserveOptions): Promise<void> {
    await this.#openAll(this.#plugins.filter(hasPreflight), options);
    this.#isAllOpen = true;
    this.#early.length = 0;
  }

  /** Says that all is over, waits for what is still at work, and releases the observers. Returns what went wrong. */
  async end(): Promise<readonly unknown[]> {
    for (let last = this.#open.pop(); last !== undefined; last = this.#open.pop()) await this.#endOne(last);
    return this.#failures;
  }

  async #openAll(plugins: readonly BoundPlugin<ObserverPlugin>[], options: ObserveOptions): Promise<void> {
    for (const plugin of plugins) {
      const lifecycle = createLifecycle({ ...options, isSilent: true });
      const [observer] = await openPlugins([plugin], { ...options, lifecycle });
      if (observer) await this.#watch(observer, lifecycle, options);
    }
  }

  async #endOne({ plugin, events$, lifecycle, work, subscriptions }: Watching): Promise<void> {
    events$.complete();
    // Its end may bring about more of it: what its own handlers throw.
    for (const one of work) {
      await withLimit(one, { plugin, hook: "observe", limitMs: END_LIMIT_MS }).catch((error) => {
        this.#failures.push(error);
      });
    }
    for (const subscription of subscriptions) subscription.unsubscribe();
    this.#failures.push(...(await lifecycle.close()));
  }

  async #watch(
    { name, hooks, ctx }: OpenPlugin<ObserverHooks>,
    lifecycle: Lifecycle,
    { driver, log }: ObserveOptions,
  ): Promise<void> {
    const events$ = new Subject<ScanEvent>();
    const own: Watching = { plugin: name, events$, lifecycle, work: [], subscriptions: [] };
    const fail = (error: unknown) => {
      this.#failures.push(error);
      if (!events$.isStopped) log.warn(`The observer "${name}" stops watching: ${toReason(error)}`);
    };
    const named = (error: unknown) => driver.call(name, "observe", () => Promise.reject(error));
    const follow = (work: Promise<unknown>) => void own.work.push(work.then(() => {}, named).catch(fail));
    const own$ = new ObservedEvents((error) => follow(Promise.reject(error)), events$);
    try {
      // In an object: a promise is its work, and settles at the end of the run.
      const { watching } = await driver.call(name, "observe", () => ({ watching: hooks.observe(own$, ctx) }));
      if (isObservable(watching)) follow(untilEnd(watching, own));
      else if (watching instanceof Promise) follow(watching);
      else if (watching) own.subscriptions.push(watching);
    } catch (error) {
      fail(error);
    }
    // What it says to that comes after it, and is for all.
    for (const event of this.#early) events$.next(event);
    this.#open.push(own);
  }
}

function hasPreflight({ plugin }: BoundPlugin<ObserverPlugin>): boolean {
  return plugin.definition.preflight !== undefined;
}

function untilEnd(watching: Observable<unknown>, { subscriptions }: Watching): Promise<void> {
  return new Promise((resolve, reject) => {
    subscriptions.push(watching.subscribe({ error: reject, complete: resolve }));
  });
}
