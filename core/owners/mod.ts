export { openOwners } from "./open_owners.ts";
export type { OwnerRuleConfig } from "./owner_rule.ts";
export { NO_OWNERS, type OwnerReport, type Owners } from "./owners.ts";
