export { compareVersions } from "./compare_versions.ts";
export { describeAcceptance } from "./describe_acceptance.ts";
export { describeAction, describeOwners, describePlan } from "./describe_action.ts";
export { describeComparison } from "./describe_comparison.ts";
export { describeFinding } from "./describe_finding.ts";
export { describeFound } from "./describe_found.ts";
export { describeSources } from "./describe_sources.ts";
export {
  type BaseAction,
  createFixPlanner,
  type FixAction,
  type FixPlan,
  type FixPlanner,
  type PlanLimits,
  type PlannedImage,
  type PlanOptions,
  type UpgradeAction,
} from "./fix_plan/mod.ts";
export { createCaveatGroups, createFailureGroups, type TargetGroup, type TargetGroups } from "./groups.ts";
export { findNearestFix } from "./nearest_fix.ts";
export { createNews, type NewFinding, type News } from "./news.ts";
export { compareFindings, describeIntel, describeRisk, formatEpss, formatPercentile, riskOf } from "./risk.ts";
export { compareCounts, createTop, type Top } from "./top.ts";
export { createWorstImages, type WorstImage, type WorstImages } from "./worst_images.ts";
