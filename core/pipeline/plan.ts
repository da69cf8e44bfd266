import type { BoundPlugin } from "../config/resolved.ts";
import { toFailure } from "../errors/mod.ts";
import type { ProcessorPlugin } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { Outcome } from "../plugin/outcome.ts";
import type { Target } from "../plugin/target.ts";
import type { Engine } from "./engine.ts";

/** What the planning engine needs. */
export interface PlanEngineOptions {
  readonly pipeline: string;
  readonly processors: readonly BoundPlugin<ProcessorPlugin>[];
  readonly driver: Driver;
  /** Masks secrets. */
  readonly mask: (text: string) => string;
}

/** Makes the engine of a dry run: each target ends as skipped, with what would be done as its reason. */
export function createPlanEngine({ pipeline, processors, driver, mask }: PlanEngineOptions): Engine {
  async function planStep({ plugin, options }: BoundPlugin<ProcessorPlugin>, target: Target): Promise<string> {
    const { name, plan } = plugin.definition;
    return plan ? driver.call(name, "plan", () => plan(options, target)) : `run ${name}`;
  }

  return {
    async process(target) {
      const now = new Date().toISOString();
      const base = { target, data: {}, pipeline, startedAt: now, finishedAt: now, durationMs: 0 };
      if (target.settled) return { ...base, ...target.settled } satisfies Outcome;
      try {
        const steps = await Promise.all(processors.map((processor) => planStep(processor, target)));
        const reason = steps.length === 0 ? "pass it to the sinks" : steps.join(", then ");
        return { ...base, status: "skipped", reason: mask(`would ${reason}`) };
      } catch (error) {
        return { ...base, status: "failed", error: toFailure(error, { stage: "plan" }) };
      }
    },
  };
}
