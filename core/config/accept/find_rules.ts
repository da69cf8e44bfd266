import { join } from "node:path";
import type { AcceptRule } from "../../accept/mod.ts";
import { pathExists } from "../../services/files/path_exists.ts";
import type { ScanConfig } from "../scan_config.ts";
import type { LoadRulesOptions } from "./load_rules.ts";

/** Beside the config, it is read without being named. */
export const ACCEPT_FILE = "scan.accept.yaml";

/** Where rules are looked for. */
export interface FindRulesOptions extends Omit<LoadRulesOptions, "file"> {
  /** Whether there may be a file of them beside the config. */
  readonly hasFile: boolean;
}

/**
 * Finds the rules of a config whose shape is sound. Most runs have none, and need not load what reads them.
 *
 * @throws {ScanError} ACCEPT_LOAD, ACCEPT_INVALID where a file is not fit
 */
export async function findRules(
  { accept = [] }: Pick<ScanConfig, "accept">,
  { hasFile, ...options }: FindRulesOptions,
): Promise<readonly AcceptRule[]> {
  const beside = join(options.cwd, ACCEPT_FILE);
  const file = hasFile && (await pathExists(beside)) ? beside : undefined;
  if (accept.length === 0 && file === undefined) return [];
  const { loadRules } = await import("./load_rules.ts");
  return loadRules(accept, { ...options, file });
}
