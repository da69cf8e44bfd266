import { readdir, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { isRecord } from "../../../core/kit.ts";

/** Names that runs give to reports which can be read again, where nobody names them: those of `grouped_json`, and NDJSON. */
const USUAL = /^(advanced_scan_results_.+\.json|.+\.ndjson)$/;

/**
 * Finds the report that was written last: of the files in a folder that have a usual name, and of those that options of
 * sinks name. Returns its absolute path, nothing where there is none.
 */
export async function findNewestReport(
  outputDir: string,
  sinkOptions: readonly unknown[],
): Promise<string | undefined> {
  const usual = await readdir(outputDir).catch(() => []);
  const names = [...usual.filter((name) => USUAL.test(name)), ...sinkOptions.flatMap(listFiles)];
  let newest: { readonly path: string; readonly time: number } | undefined;
  for (const path of new Set(names.map((name) => resolve(outputDir, name)))) {
    const stats = await stat(path).catch(() => undefined);
    if (stats?.isFile() && stats.mtimeMs > (newest?.time ?? 0)) newest = { path, time: stats.mtimeMs };
  }
  return newest?.path;
}

/** The files of `grouped_json({ file })` and `report({ ndjson })`. */
function listFiles(options: unknown): readonly string[] {
  if (!isRecord(options)) return [];
  const { file, ndjson } = options;
  const named = isRecord(ndjson) ? ndjson.file : ndjson;
  return [file, named].filter((name) => typeof name === "string");
}
