import { isScanError } from "../core/mod.ts";
import { listLooks, listRuns, readHistory } from "../plugins/lib/history/questions/mod.ts";
import { demoError } from "./errors.ts";

/**
 * Checks that an earlier demo has looked at the same images: without one, nothing is known, and nothing can be new.
 *
 * @param path The absolute path of the demo's history
 * @throws {ScanError} DEMO_FIRST, DEMO_ELSEWHERE
 */
export async function findEarlierDemo(path: string, references: readonly string[]): Promise<void> {
  const known = await readHistory(path, async (db) => {
    const runs = await listRuns(db, { limit: 1, isFinished: true, pipeline: "demo" });
    if (runs.length === 0) return undefined;
    const looks = await Promise.all(references.map((name) => listLooks(db, name, 1).catch(ignoreUnknown)));
    return looks.every((found) => found !== undefined);
  }).catch((error: unknown) => {
    if (isScanError(error) && error.code === "HISTORY_MISSING") return undefined;
    throw error;
  });
  if (known === undefined) throw demoError("DEMO_FIRST", { path });
  if (!known) throw demoError("DEMO_ELSEWHERE", { path });
}

function ignoreUnknown(error: unknown): undefined {
  if (!isScanError(error) || error.code !== "USAGE") throw error;
}
