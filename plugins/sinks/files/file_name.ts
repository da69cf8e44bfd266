import { createHash } from "node:crypto";
import { type Outcome, targetName } from "../../../core/mod.ts";

/** With what is added, a name stays under the 143 bytes that an encrypted home folder allows. */
const MAX_READABLE = 100;
const HASH_DIGITS = 16;

/** The names that {@linkcode buildFileName} makes, and no others. */
export const FILE_NAME: RegExp = new RegExp(`^[a-z0-9._-]*_[0-9a-f]{${HASH_DIGITS}}\\.json$`);

/**
 * The name of a target's file: what people call the target, as far as every file system takes it, and a checksum of
 * what it is. It depends on nothing but the target and its pipeline, not even on its severities, and two targets differ also where upper and lower
 * case do not count: `registry.example.com_5000_team_app_2.0_0f1e2d3c4b5a6978.json`.
 */
export function buildFileName({ pipeline, target }: Pick<Outcome, "pipeline" | "target">): string {
  const { id, platform = "" } = target;
  const hash = createHash("sha256")
    .update(JSON.stringify([pipeline, id, platform]))
    .digest("hex");
  const name = platform === "" ? targetName(target) : `${targetName(target)}_${platform}`;
  return `${shortenName(name)}_${hash.slice(0, HASH_DIGITS)}.json`;
}

/** Where the last scan of a target is kept while its file reports a failure. */
export function buildLastScanName(name: string): string {
  return name.replace(/\.json$/, ".last_scan.json");
}

/** The end says more than the start: it has the repository and the tag. */
function shortenName(name: string): string {
  const safe = name.toLowerCase().replace(/[^a-z0-9.-]+/g, "_");
  return safe.slice(-MAX_READABLE).replace(/^[._-]+|[._-]+$/g, "");
}
