import { createRequire } from "node:module";
import { dirname } from "node:path";
import { type AtomicFile, openAtomicFile, removeAbandonedFiles } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import type { Format, FormatContext } from "./format.ts";
import { toPartPath } from "./part_path.ts";

/** Characters that wait for more. */
const WRITTEN_AT_ONCE = 64 * 1024;

/** A report that is written, and not yet in its place. */
export interface WrittenReport {
  /** Puts its files in place. Returns their absolute paths. */
  commit(): Promise<readonly string[]>;
  /** Removes what is not in its place. */
  discard(): Promise<void>;
}

/**
 * Writes a report of some outcomes. Its files appear under their names only when the whole report is complete, and are
 * readable by their owner alone.
 *
 * @throws {ScanError} FILE_WRITE
 */
export async function writeReport(
  format: Format<never>,
  outcomes: AsyncIterable<Outcome>,
  ctx: Omit<FormatContext, "version">,
): Promise<WrittenReport> {
  const files: AtomicFile[] = [];
  const discard = async () => {
    for (const file of files) await file.discard();
  };
  const openFile = async (part: string) => {
    const file = await openAtomicFile(toPartPath(ctx.path, part), { mode: 0o600 });
    files.push(file);
    return file;
  };
  try {
    await removeAbandonedFiles(dirname(ctx.path));
    let file = await openFile("");
    const { version } = createRequire(import.meta.url)("hullscan/package.json") as { readonly version: string };
    let text = "";
    for await (const piece of format(outcomes, { ...ctx, version } as never)) {
      if (typeof piece === "string") text += piece;
      // Formats hand over small pieces, some for each finding: a file takes them faster together.
      if (typeof piece === "string" && text.length < WRITTEN_AT_ONCE) continue;
      await file.write(text);
      text = "";
      if (typeof piece !== "string") file = await openFile(piece.part);
    }
    await file.write(text);
  } catch (error) {
    await discard();
    throw error;
  }
  return {
    async commit() {
      const paths: string[] = [];
      for (const file of files) paths.push(await file.commit({ ifTaken: "replace" }));
      return paths;
    },
    discard,
  };
}
