import type { BoundPlugin } from "../config/resolved.ts";
import type { ProcessorPlugin } from "../plugin/define.ts";
import type { Outcome } from "../plugin/outcome.ts";
import type { Engine } from "./engine.ts";

/** What the planning engine needs. */
export interface PlanEngineOptions {
  readonly pipeline: string;
  readonly processors: readonly BoundPlugin<ProcessorPlugin>[];
}

/** Makes the engine of a dry run: each target ends as skipped, with what would be done as its reason. */
export function createPlanEngine({ pipeline, processors }: PlanEngineOptions): Engine {
  return {
    async process(target) {
      const now = new Date().toISOString();
      const base = { target, data: {}, pipeline, startedAt: now, finishedAt: now, durationMs: 0 };
      if (target.settled) return { ...base, ...target.settled } satisfies Outcome;
      const steps = processors.map(({ plugin, options }) => {
        const { name, plan } = plugin.definition;
        return plan ? plan(options, target) : `run ${name}`;
      });
      const reason = steps.length === 0 ? "pass it to the sinks" : steps.join(", then ");
      return { ...base, status: "skipped", reason: `would ${reason}` };
    },
  };
}
