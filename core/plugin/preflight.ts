import type { BoundPlugin } from "../config/resolved.ts";
import { coreError, isScanError, type ScanError } from "../errors/mod.ts";
import type { PluginContext } from "./context.ts";
import type { Driver } from "./driver.ts";

/**
 * Runs the preflight of all plugins at once and gathers what is missing.
 *
 * @throws {ScanError} PREFLIGHT_FAILED with all problems, or the one problem there is
 */
export async function runPreflight(
  plugins: readonly BoundPlugin[],
  { driver, contextOf }: { driver: Driver; contextOf: (plugin: string) => PluginContext },
): Promise<void> {
  const checks = plugins.map(({ plugin, options }) => {
    const { name, preflight } = plugin.definition;
    return driver.call(name, "preflight", () => preflight?.call(plugin.definition, options, contextOf(name)));
  });
  const results = await Promise.allSettled(checks);
  const found = results.flatMap((result) => (result.status === "rejected" ? flatten(result.reason) : []));
  // A plugin that stands in two pipelines finds the same thing missing twice.
  const problems = [...new Map(found.map((problem) => [`${problem.code} ${problem.message}`, problem])).values()];
  const [first] = problems;
  if (first === undefined) return;
  if (problems.length === 1) throw first;
  throw coreError("PREFLIGHT_FAILED", { count: problems.length }, { problems });
}

function flatten(error: unknown): readonly ScanError[] {
  if (!isScanError(error)) throw error;
  return error.problems ?? [error];
}
