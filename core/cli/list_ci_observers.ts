import type { ScanConfig } from "../config/scan_config.ts";
import type { ObserverPlugin } from "../plugin/define.ts";
import { isPlugin } from "../plugin/recognize.ts";
import { isRecord } from "../services/values.ts";
import type { Composition } from "./composition.ts";
import type { CommonFlags } from "./flags.ts";

/**
 * The observers that a run gets because a CI system started it; none where the config or the call says so. One that the
 * config names itself, with options of its own, is left out: else a job would have two summaries.
 */
export async function listCiObservers(
  config: ScanConfig,
  flags: Pick<CommonFlags, "ci" | "logFormat" | "quiet">,
  { loadCiObservers }: Composition,
): Promise<readonly ObserverPlugin[]> {
  if (config.ci === false || flags.ci === false) return [];
  const { GITHUB_ACTIONS, GITLAB_CI } = process.env;
  // A log that is JSON is for programs: each line of it has to be JSON.
  const isForPeople = flags.logFormat === "pretty";
  const wantsAnnotations = isForPeople && GITHUB_ACTIONS === "true";
  const wantsSection = isForPeople && GITLAB_CI === "true" && !flags.quiet;
  return [
    ...(wantsAnnotations || wantsSection ? [await loadOwn(wantsAnnotations ? "annotations" : "section")] : []),
    ...(await loadCiObservers(process.env)).filter(({ definition }) => !names(config.observers, definition.name)),
  ];
}

/** Whether a list of a config, which nobody has checked yet, names a plugin: as text, as a key with options, or made. */
function names(entry: unknown, name: string): boolean {
  if (Array.isArray(entry)) return entry.some((one) => names(one, name));
  if (isPlugin(entry)) return entry.definition.name === name;
  return entry === name || (isRecord(entry) && Object.hasOwn(entry, name));
}

async function loadOwn(name: "annotations" | "section"): Promise<ObserverPlugin> {
  const { writeCommand } = await import("./ci/write_command.ts");
  if (name === "section") return (await import("./ci/section.ts")).createSection(writeCommand);
  return (await import("./ci/annotations.ts")).createAnnotations(writeCommand);
}
