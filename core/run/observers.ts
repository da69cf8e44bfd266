import type { Observable, Subject, Unsubscribable } from "rxjs";
import type { BoundPlugin } from "../config/resolved.ts";
import { toReason } from "../errors/mod.ts";
import type { ScanEvent } from "../events/mod.ts";
import type { Logger } from "../plugin/context.ts";
import type { ObserverPlugin } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { ObserverHooks } from "../plugin/hooks.ts";
import { createLifecycle, type Lifecycle } from "../plugin/lifecycle.ts";
import { withLimit } from "../plugin/with_limit.ts";
import { isObservable } from "./_rxjs.ts";
import { ObservedEvents } from "./observed_events.ts";
import { type OpenParts, type OpenPlugin, openPlugins } from "./open_plugins.ts";

/** How long an observer may take to flush what it has when a run has ended, in milliseconds. */
const END_LIMIT_MS = 10_000;

/** What the observers of a run work with. */
export interface ObserveOptions extends Omit<OpenParts, "lifecycle"> {
  readonly driver: Driver;
  readonly log: Logger;
}

/** The observers of a run. Each hears of all events, also of those before it was set up. */
export class Observers {
  readonly #plugins: readonly BoundPlugin<ObserverPlugin>[];
  readonly #early: ScanEvent[] = [];
  readonly #working: { readonly plugin: string; readonly work: Promise<void> }[] = [];
  readonly #subscriptions: Unsubscribable[] = [];
  readonly #failures: unknown[] = [];
  #lifecycle: Lifecycle | undefined;
  #events$: Subject<ScanEvent> | undefined;

  constructor(plugins: readonly BoundPlugin<ObserverPlugin>[]) {
    this.#plugins = plugins;
  }

  /** Passes an event on. Costs nothing where nobody watches. */
  next(event: ScanEvent): void {
    if (this.#plugins.length === 0) return;
    if (this.#events$) this.#events$.next(event);
    else this.#early.push(event);
  }

  /** Sets the observers up, and lets them watch. */
  async open(options: ObserveOptions): Promise<void> {
    if (this.#plugins.length === 0) return;
    // They are released by themselves, after the last event.
    this.#lifecycle = createLifecycle({ ...options, isSilent: true });
    const observers = await openPlugins(this.#plugins, { ...options, lifecycle: this.#lifecycle });
    const { Subject } = await import("rxjs");
    const events$ = new Subject<ScanEvent>();
    for (const observer of observers) await this.#watch(observer, events$, options);
    this.#events$ = events$;
    for (const event of this.#early.splice(0)) events$.next(event);
  }

  /** Says that all is over, waits for what is still at work, and releases the observers. Returns what went wrong, in order. */
  async end(): Promise<readonly unknown[]> {
    this.#events$?.complete();
    for (const { plugin, work } of this.#working) {
      await withLimit(work, { plugin, hook: "observe", limitMs: END_LIMIT_MS }).catch((error) => {
        this.#failures.push(error);
      });
    }
    for (const subscription of this.#subscriptions) subscription.unsubscribe();
    this.#failures.push(...((await this.#lifecycle?.close()) ?? []));
    return this.#failures;
  }

  async #watch(
    { name, hooks, ctx }: OpenPlugin<ObserverHooks>,
    events$: Subject<ScanEvent>,
    { driver, log }: ObserveOptions,
  ): Promise<void> {
    const fail = (error: unknown) => {
      this.#failures.push(error);
      if (!events$.isStopped) log.warn(`The observer "${name}" stops watching: ${toReason(error)}`);
    };
    const named = (error: unknown) => driver.call(name, "observe", () => Promise.reject(error));
    const follow = (work: Promise<unknown>) => {
      this.#working.push({ plugin: name, work: work.then(() => {}, named).catch(fail) });
    };
    const own$ = new ObservedEvents((error) => follow(Promise.reject(error)), events$);
    try {
      // In an object: a promise is its work, and settles at the end of the run.
      const { watching } = await driver.call(name, "observe", () => ({ watching: hooks.observe(own$, ctx) }));
      if (isObservable(watching)) follow(this.#untilEnd(watching));
      else if (watching instanceof Promise) follow(watching);
      else if (watching) this.#subscriptions.push(watching);
    } catch (error) {
      fail(error);
    }
  }

  #untilEnd(watching: Observable<unknown>): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#subscriptions.push(watching.subscribe({ error: reject, complete: resolve }));
    });
  }
}
