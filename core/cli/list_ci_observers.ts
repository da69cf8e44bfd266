import type { ScanConfig } from "../config/scan_config.ts";
import type { ObserverPlugin } from "../plugin/define.ts";
import type { Composition } from "./composition.ts";
import type { CommonFlags } from "./flags.ts";

/** The observers that a run gets because a CI system started it; none where the config or the call says so. */
export async function listCiObservers(
  config: ScanConfig,
  flags: Pick<CommonFlags, "ci">,
  { loadCiObservers }: Composition,
): Promise<readonly ObserverPlugin[]> {
  return config.ci === false || flags.ci === false ? [] : loadCiObservers(process.env);
}
