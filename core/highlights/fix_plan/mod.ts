export type { BaseAction, FixAction, FixPlan, PlanOptions, UpgradeAction } from "./action.ts";
export { createFixPlanner, type FixPlanner, type PlanLimits, type PlannedImage } from "./create_fix_plan.ts";
