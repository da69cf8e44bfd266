export { createOwners, type OwnerReport, type Owners } from "./create_owners.ts";
export type { OwnerRuleConfig } from "./owner_rule.ts";
