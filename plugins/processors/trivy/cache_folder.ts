/** The map of the cache folder: what lies in it, by name. Trivy made the first four names, hullscan the others. */
export const CACHE_FOLDER = {
  /** The vulnerability database. */
  vulnerabilityDb: "db",
  /** The Java database. */
  javaDb: "java-db",
  /** Trivy's checks for misconfigurations. */
  checks: "policy",
  /** The layer cache: what Trivy has found in layers. Each scan folder has one of its own. */
  layers: "fanal",
  /** The result store. */
  results: "results",
  /** There after a repair: says which of the layers that are kept in the result store hold. */
  generation: "generation",
} as const;

/** How folders begin that a database is downloaded into before it takes its place. Gone when that is over. */
export const STAGING_PREFIX = ".staging-";

/** How the folder begins that holds the folders of `isolated` scans of one run. Gone when the run is over. */
export const ISOLATED_PREFIX = ".lanes-";

/** How scan folders begin: the cache folder of one server, which the next run finds again. A lock lies beside each. */
export const SCAN_FOLDER_PREFIX = "server-";

/** What processes lock while they prepare the databases, or take a scan folder. */
export const LOCKS = { databases: "databases", scanFolders: "servers" } as const;

/** Whether an entry of the cache folder is a scan folder. */
export function isScanFolder(name: string): boolean {
  return name.startsWith(SCAN_FOLDER_PREFIX) && !name.endsWith(".lock");
}
