import type { OwnerRuleConfig } from "./owner_rule.ts";
import { NO_OWNERS, type Owners } from "./owners.ts";

/** Opens the rules of a config; what matches them is loaded with the first one. */
export async function openOwners(rules: readonly OwnerRuleConfig[] = []): Promise<Owners> {
  return rules.length === 0 ? NO_OWNERS : (await import("./create_owners.ts")).createOwners(rules);
}
