export { type Acceptor, type AcceptorOptions, createAcceptor, type RuleReport } from "./acceptor.ts";
export { aYearAfter } from "./days.ts";
export { coversPackage, type PackageUrl, parsePackageUrl } from "./package_url.ts";
export type { AcceptRule, FoundFinding } from "./rule.ts";
export { type AcceptRuleConfig, JUSTIFICATIONS, type Justification } from "./rule_config.ts";
