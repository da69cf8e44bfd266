export type { Advisory, AffectedPackage } from "./advisory.ts";
export { ALPINE_ADVISORIES } from "./alpine.ts";
export { DATA_SOURCES, type DataSource, type DataSourceName } from "./data_sources.ts";
export { DEBIAN_ADVISORIES } from "./debian.ts";
export { NEXT_DAY_ADVISORIES } from "./next_day.ts";
export { NPM_ADVISORIES } from "./npm.ts";
