import { defineObserver } from "../../../core/mod.ts";
import { jobSummaryOptions } from "./options.ts";

export type { JobSummaryOptions } from "./options.ts";

/**
 * An observer that appends the result of a run to the summary of a GitHub Actions job, as Markdown. `scan` adds it in GitHub
 * Actions by itself. A summary that cannot be written is a warning: the reports do not depend on it.
 *
 * @example
 * ```ts
 * import { jobSummary } from "hullscan/plugins";
 *
 * if (jobSummary({ maxBytes: 100_000 }).kind !== "observer") throw new Error("not an observer");
 * ```
 */
export const jobSummary = defineObserver({
  name: "job_summary",
  description: "the result of a run on the page of its GitHub Actions job",
  options: jobSummaryOptions,
  async setup({ file = process.env.GITHUB_STEP_SUMMARY, maxBytes }) {
    if (file === undefined || file === "") return { observe() {} };
    const { watchRun } = await import("./watch_run.ts");
    return { observe: (events$, ctx) => watchRun(events$, { file, maxBytes, ctx }) };
  },
});
