import { coreError } from "../../errors/mod.ts";
import type { PluginKind } from "../../plugin/define.ts";

/** What a new plugin is called. */
export interface PluginNames {
  readonly kind: PluginKind;
  /** In snake_case, as configs name it. */
  readonly name: string;
  /** What it is published as: `hullscan-sink-my-pager`. */
  readonly packageName: string;
}

const LONGEST = 60;
/** What a target's data has already. */
const TAKEN: ReadonlySet<string> = new Set([
  "artifact",
  "digest",
  "dockerfile",
  "dtr",
  "findings",
  "image",
  "note",
  "scans",
]);

/**
 * Checks the name of a new plugin. Hyphens are taken for underscores, and `hullscan-sink-` before it is dropped.
 *
 * @throws {ScanError} USAGE
 */
export function parseNames(kind: PluginKind, given: string, known: readonly string[]): PluginNames {
  const name = given.replace(new RegExp(`^hullscan-${kind}-`), "").replaceAll("-", "_");
  if (!/^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name) || name.length > LONGEST) {
    const rule = `small letters and digits, words joined by _, at most ${LONGEST} characters`;
    throw coreError("USAGE", { reason: `"${given}" cannot be the name of a plugin; expected ${rule}` });
  }
  if (known.includes(name) || TAKEN.has(name)) {
    throw coreError("USAGE", { reason: `"${name}" means something in hullscan already; choose another name` });
  }
  return { kind, name, packageName: `hullscan-${kind}-${name.replaceAll("_", "-")}` };
}
