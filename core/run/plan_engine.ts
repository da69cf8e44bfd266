import type { BoundPlugin } from "../config/resolved.ts";
import { toFailure } from "../errors/mod.ts";
import type { Outcome, SkippedOutcome } from "../model/outcome.ts";
import type { ScanData } from "../model/record.ts";
import type { Target } from "../model/target.ts";
import type { PluginContext } from "../plugin/context.ts";
import type { ProcessorPlugin } from "../plugin/define.ts";
import type { Driver } from "../plugin/driver.ts";
import type { Engine } from "../plugin/engine.ts";
import type { PlanHooks } from "../plugin/hooks.ts";
import type { Lifecycle } from "../plugin/lifecycle.ts";
import type { PlanStep } from "../plugin/plan_step.ts";

/** What the planning engine needs. */
export interface PlanEngineOptions {
  readonly pipeline: string;
  readonly processors: readonly BoundPlugin<ProcessorPlugin>[];
  readonly driver: Driver;
  readonly lifecycle: Lifecycle;
  readonly contextOf: (plugin: string) => PluginContext;
}

/** A processor that plans. */
interface Planner {
  readonly name: string;
  plan(target: Target, data: Readonly<Partial<ScanData>>): PlanStep | Promise<PlanStep>;
}

type Plan = Pick<SkippedOutcome, "reason" | "planned" | "unchanged">;

/** Makes the engine of a dry run: each target ends as skipped, planned ones with what would be done as the reason. */
export async function openPlanEngine({ pipeline, driver, ...options }: PlanEngineOptions): Promise<Engine> {
  const planners: Planner[] = [];
  for (const processor of options.processors) planners.push(await openPlanner(processor, options));

  async function planAll(target: Target): Promise<Plan> {
    const steps: string[] = [];
    let data: Readonly<Partial<ScanData>> = {};
    let isWork = planners.length === 0;
    let isUnchanged = false;
    for (const { name, plan } of planners) {
      const step = await driver.call(name, "plan", () => plan(target, data));
      if (typeof step === "string") {
        isWork = true;
        steps.push(step);
      } else if ("skip" in step) {
        return { reason: step.skip };
      } else if ("unchanged" in step) {
        isUnchanged = true;
        steps.push(step.unchanged);
      } else {
        data = { ...data, ...step.data };
        if (step.leave !== "") steps.push(step.leave);
      }
    }
    const reason = steps.length === 0 ? "pass it to the sinks" : steps.join(", then ");
    if (isWork) return { reason, planned: true };
    return isUnchanged ? { reason, unchanged: true } : { reason };
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

async function openPlanner(
  { plugin: { definition }, options }: BoundPlugin<ProcessorPlugin>,
  { lifecycle, contextOf }: Pick<PlanEngineOptions, "lifecycle" | "contextOf">,
): Promise<Planner> {
  const { name, plan, openPlan } = definition;
  if (openPlan !== undefined) {
    const open = async (): Promise<PlanHooks> => openPlan(options, contextOf(name));
    const hooks = await lifecycle.open(definition, open);
    return { name, plan: (target, data) => hooks.plan({ target, data }) };
  }
  return { name, plan: (target) => (plan ? plan(options, target) : `run ${name}`) };
}
