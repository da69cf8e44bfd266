import type { BoundPlugin } from "../config/resolved.ts";
import { toFailure } from "../errors/mod.ts";
import type { Outcome, SkippedOutcome } from "../model/outcome.ts";
import type { Target } from "../model/target.ts";
import type { ProcessorPlugin } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { Engine } from "../plugin/engine.ts";

/** What the planning engine needs. */
export interface PlanEngineOptions {
  readonly pipeline: string;
  readonly processors: readonly BoundPlugin<ProcessorPlugin>[];
  readonly driver: Driver;
}

/** Makes the engine of a dry run: each target ends as skipped, planned ones with what would be done as the reason. */
export function createPlanEngine({ pipeline, processors, driver }: PlanEngineOptions): Engine {
  async function planAll(target: Target): Promise<Pick<SkippedOutcome, "reason" | "planned">> {
    const steps: string[] = [];
    let isWork = processors.length === 0;
    for (const { plugin, options } of processors) {
      const { name, plan } = plugin.definition;
      const step = plan ? await driver.call(name, "plan", () => plan(options, target)) : `run ${name}`;
      if (typeof step === "object" && "skip" in step) return { reason: step.skip };
      if (typeof step === "string") isWork = true;
      steps.push(typeof step === "string" ? step : step.leave);
    }
    const reason = steps.length === 0 ? "pass it to the sinks" : steps.join(", then ");
    return isWork ? { reason, planned: true } : { reason };
  }

  return {
    async process(target) {
      const now = new Date().toISOString();
      const base = { target, data: {}, pipeline, startedAt: now, finishedAt: now, durationMs: 0 };
      if (target.settled) return { ...base, ...target.settled } satisfies Outcome;
      try {
        return { ...base, status: "skipped", ...(await planAll(target)) };
      } catch (error) {
        return { ...base, status: "failed", error: toFailure(error, { stage: "plan" }) };
      }
    },
  };
}
