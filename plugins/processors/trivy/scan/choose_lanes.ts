import type { Capabilities } from "../binary/capabilities.ts";
import { trivyError } from "../errors.ts";
import type { TrivyOptions } from "../options.ts";
import { isolatedLanes, type Lanes, sharedLanes } from "./lanes.ts";

/** Which way of keeping scans apart is used. */
export type Isolation = "memory" | "isolated";

/**
 * Chooses how scans at the same time are kept apart: by the option, and by what this Trivy can do.
 *
 * @throws {ScanError} TRIVY_PARALLEL Where the option asks for what this Trivy cannot do without losing images
 */
export function chooseIsolation(parallel: TrivyOptions["parallel"], capabilities: Capabilities): Isolation {
  if (parallel === "memory" && !capabilities.sharedDb) {
    throw trivyError("TRIVY_PARALLEL", { version: capabilities.version ?? "an older build" });
  }
  if (parallel !== "auto") return parallel;
  return capabilities.sharedDb ? "memory" : "isolated";
}

/** Makes the cache folders of one run. */
export function createLanes(isolation: Isolation, folder: { cacheDir: string; runId: string }): Lanes {
  return isolation === "memory" ? sharedLanes(folder.cacheDir) : isolatedLanes(folder);
}
