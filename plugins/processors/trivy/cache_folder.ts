/** The map of the cache folder: what lies in it, by name. Trivy made the first four names, hullscan the others. */
export const CACHE_FOLDER = {
  /** The vulnerability database. */
  vulnerabilityDb: "db",
  /** The Java database. */
  javaDb: "java-db",
  /** Trivy's checks for misconfigurations. */
  checks: "policy",
  /** The layer cache: what Trivy has found in layers. Each slot has one of its own. */
  layers: "fanal",
  /** The result store. */
  results: "results",
} as const;

/** How folders begin that a database is downloaded into before it takes its place. Gone when that is over. */
export const STAGING_PREFIX = ".staging-";

/** How the folder begins that holds the isolated lanes of one run. Gone when the run is over. */
export const LANES_PREFIX = ".lanes-";

/** How slots begin: the cache folder of one server, which the next run finds again. A lock lies beside each. */
export const SLOT_PREFIX = "server-";

/** What processes lock while they prepare the databases, or take a slot. */
export const LOCKS = { databases: "databases", slots: "servers" } as const;

/** Whether an entry of the cache folder is a slot. */
export function isSlot(name: string): boolean {
  return name.startsWith(SLOT_PREFIX) && !name.endsWith(".lock");
}
