import { createRequire } from "node:module";
import { dirname } from "node:path";
import { type AtomicFile, openAtomicFile, removeAbandonedFiles } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";
import type { Format, FormatContext } from "./format.ts";
import { toPartPath } from "./part_path.ts";

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
    for await (const piece of format(outcomes, { ...ctx, version } as never)) {
      if (typeof piece === "string") await file.write(piece);
      else file = await openFile(piece.part);
    }
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
