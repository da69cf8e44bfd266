import { resolve } from "node:path";
import { defineSink, type Outcome } from "../../../core/mod.ts";
import { findPlace } from "../../lib/history/place/mod.ts";
import type { Memory } from "./create_memory.ts";
import { historyOptions } from "./options.ts";

export type { HistoryOptions } from "./options.ts";

/**
 * A sink that remembers what each run found in one SQLite file, or for many runners in PostgreSQL, and says what is new since the last finished run of the
 * pipeline: all other sinks, the summary and the gate see it. Memory holds some 300 bytes for each image of the pipeline.
 *
 * A history that cannot be used is a warning. The run goes on without it, and its reports are complete.
 *
 * @example
 * ```ts
 * import { history } from "hullscan/plugins";
 *
 * const sink = history({ since: "7d" });
 * if (sink.kind !== "sink") throw new Error("not a sink");
 * ```
 */
export const history = defineSink({
  name: "history",
  description: "remembers what runs found, and says what is new",
  options: historyOptions,
  async preflight({ url, file, baseline }, { run, claim, addSecret }) {
    const place = findPlace({ url, file }, run.outputDir);
    if (typeof place === "string") claim(place, "shares");
    else {
      addSecret(place.findPassword());
      const { checkDriver } = await import("../../lib/history/store/postgres/mod.ts");
      await checkDriver(place);
    }
    if (baseline === undefined) return;
    const { checkBaseline } = await import("./check_baseline.ts");
    await checkBaseline(baseline, { place, report: resolve(run.outputDir, baseline) });
  },
  setup({ url, file, ...options }, { run, log, addSecret }) {
    const place = findPlace({ url, file }, run.outputDir);
    if (typeof place !== "string") addSecret(place.findPassword());
    let loading: Promise<Memory> | undefined;
    /** A database is loaded when there is something to remember: no run starts later for it. */
    async function load(): Promise<Memory> {
      const { createMemory } = await import("./create_memory.ts");
      return createMemory({ place, run, log, ...options });
    }
    const open = () => (loading ??= load());
    return {
      compare: async (outcome) => (isRemembered(outcome) ? (await open()).compare(outcome) : undefined),
      write: async (outcome) => (isRemembered(outcome) ? (await open()).add(outcome) : undefined),
      end: async ({ interrupted }) => (await loading)?.end(interrupted ? "interrupted" : "finished"),
      dispose: async () => (await loading)?.close(),
    };
  },
});

/** Nothing is known of what was skipped, or done by somebody who does not say what was found. */
function isRemembered({ status, data }: Outcome): boolean {
  return status === "failed" || (status === "done" && data.findings !== undefined);
}
