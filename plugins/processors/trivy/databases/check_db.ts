import { stat } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { toFileReason } from "../../../../core/kit.ts";
import { compareChecksums, hashFile, saveChecksums } from "./checksums.ts";
import type { DbKind } from "./kinds.ts";
import { type DbMetadata, loadMetadata } from "./metadata.ts";

/** How a database on disk is: sound, or what is wrong with it. */
export type DbState =
  | { readonly sound: true; readonly metadata: DbMetadata }
  | { readonly sound: false; readonly problem: string };

/** What is to be checked. */
export interface CheckDbOptions {
  readonly cacheDir: string;
  /** @default {0} */
  readonly minBytes?: number | undefined;
  /** Whether files that were put there by hand, without Trivy's mark of a finished download, are good enough. */
  readonly acceptUnmarked?: boolean;
  /** Whether nothing may be written, and the content is not compared with its checksums. @default {false} */
  readonly looksOnly?: boolean;
}

/**
 * Checks one database under a cache folder, both of its files, and saves its checksums where that has not been done. A database
 * that comes without checksums is not walked through: damage in its middle stays unseen until Trivy meets it.
 */
export async function checkDb(kind: DbKind, options: CheckDbOptions): Promise<DbState> {
  const { cacheDir, minBytes = 0, acceptUnmarked = false, looksOnly = false } = options;
  const folder = join(cacheDir, kind.folder);
  const problem = await findFileProblem(kind, { path: join(folder, kind.file), minBytes });
  if (problem !== undefined) return { sound: false, problem };
  try {
    const metadata = await loadMetadata(join(folder, "metadata.json"));
    const misfit = findMisfit(kind, { metadata, acceptUnmarked });
    const unfit = misfit ?? (looksOnly ? undefined : await findChange(kind, folder));
    return unfit === undefined ? { sound: true, metadata } : { sound: false, problem: unfit };
  } catch (error) {
    return { sound: false, problem: describeProblem("metadata.json", error) };
  }
}

async function findFileProblem(kind: DbKind, file: { path: string; minBytes: number }): Promise<string | undefined> {
  try {
    const { size } = await stat(file.path);
    if (size < file.minBytes) return `${kind.file} has ${size} bytes, fewer than ${file.minBytes}`;
    const problem = await kind.checkFile(file.path);
    return problem === undefined ? undefined : `${kind.file} is broken: ${problem}`;
  } catch (error) {
    return describeProblem(kind.file, error);
  }
}

/** Damage in the middle of a file does not show at its ends: the content must be that of the checksums. */
async function findChange(kind: DbKind, folder: string): Promise<string | undefined> {
  const { state } = await compareChecksums(kind, folder);
  if (state === "changed") return `${kind.file} is not what it was when it was downloaded`;
  if (state === "unknown") await saveChecksums(kind, folder, await hashFile(join(folder, kind.file)));
  return undefined;
}

function findMisfit(kind: DbKind, { metadata, acceptUnmarked }: { metadata: DbMetadata; acceptUnmarked: boolean }) {
  const { version, downloadedAt } = metadata;
  if (version !== kind.schemaVersion) return `metadata.json has schema version ${version}, not ${kind.schemaVersion}`;
  if (downloadedAt === undefined && !acceptUnmarked) return "metadata.json shows no finished download";
  return undefined;
}

function describeProblem(file: string, error: unknown): string {
  if (error instanceof z.ZodError) return `metadata.json has no valid ${error.issues[0]?.path.join(".") || "content"}`;
  if (error instanceof SyntaxError) return "metadata.json is not JSON";
  const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
  return isMissing ? `${file} is missing` : `${file} cannot be read: ${toFileReason(error)}`;
}
