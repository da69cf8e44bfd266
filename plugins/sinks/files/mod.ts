import { join, resolve } from "node:path";
import { removeAbandonedFiles } from "../../../core/kit.ts";
import { defineSink } from "../../../core/mod.ts";
import { checkOutput, toElement } from "../../lib/formats/mod.ts";
import { buildFileName } from "./file_name.ts";
import { buildIndexEntry, type IndexEntry } from "./index_entry.ts";
import { filesOptions } from "./options.ts";
import { saveElement } from "./save_element.ts";
import { INDEX_NAME, loadIndex, updateIndex } from "./update_index.ts";

export type { FilesOptions } from "./options.ts";

/**
 * A sink that writes one JSON file per target into a folder, and an index of them. A file whose target has the same
 * findings as before is not touched; a failure does not replace a scan. Memory holds a line of the index for each
 * target, some 300 bytes.
 *
 * @example
 * ```ts
 * import { files } from "hullscan/plugins";
 *
 * const sink = files({ folder: "results", prune: true });
 * if (sink.kind !== "sink") throw new Error("not a sink");
 * ```
 *
 * @throws {ScanError} OUTPUT_UNWRITABLE, FILES_INDEX in the preflight
 */
export const files = defineSink({
  name: "files",
  description: "one JSON file per image, with an index",
  options: filesOptions,
  provides: ["artifact"],
  async preflight(options, { run, claim }) {
    const index = join(resolve(run.outputDir, options.folder), INDEX_NAME);
    claim(index, "shares");
    await checkOutput(index);
    await loadIndex(index);
  },
  async setup({ folder: name, prune, details, indent }, { run }) {
    const folder = resolve(run.outputDir, name);
    await removeAbandonedFiles(folder);
    const entries = new Map<string, IndexEntry>();
    return {
      async write(outcome) {
        const file = buildFileName(outcome);
        const { lastScan } = await saveElement(toElement(outcome, { details }), { folder, name: file, indent });
        entries.set(file, buildIndexEntry(outcome, { file, hasLastScan: lastScan !== undefined }));
      },
      async end({ interrupted }, ctx) {
        ctx.artifact(await updateIndex({ folder, entries, isComplete: !interrupted, prune, log: ctx.log }));
      },
    };
  },
});
