export { type Acceptor, type AcceptorOptions, createAcceptor, type RuleReport } from "./acceptor.ts";
export { aYearAfter, endOfDay, isDay } from "./days.ts";
export { listImageNames } from "./image_names.ts";
export { coversPackage, type PackageUrl, parsePackageUrl } from "./package_url.ts";
export type { AcceptRule, Found } from "./rule.ts";
