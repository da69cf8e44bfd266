export { compareVersions } from "./compare_versions.ts";
export { describeAcceptance } from "./describe_acceptance.ts";
export { describeComparison } from "./describe_comparison.ts";
export { compareFindings, describeFinding } from "./describe_finding.ts";
export { describeFound } from "./describe_found.ts";
export { createCaveatGroups, createFailureGroups, type TargetGroup, type TargetGroups } from "./groups.ts";
export { compareCounts, createTop, type Top } from "./top.ts";
export { createUpgrades, findNearestFix, type Upgrade, type Upgrades } from "./upgrades.ts";
export { createWorstImages, type WorstImage, type WorstImages } from "./worst_images.ts";
