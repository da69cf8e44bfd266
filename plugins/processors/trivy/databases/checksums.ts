import { createHash } from "node:crypto";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { loadText, openFile, writeAtomic } from "../../../../core/kit.ts";
import { loadStamp } from "../program/binary/identity.ts";
import type { DbKind } from "./kinds.ts";

/** The file in a database's folder that has the checksums of what was found sound. Trivy does not look at it. */
export const CHECKSUMS_FILE = "hullscan.json";

const checksumsSchema = z.object({
  sha256: z.string().length(64),
  metadata: z.string().length(64),
  stamp: z.string(),
});

/** Whether a database is still what it was when it was found sound. */
export type ChecksumState =
  | { readonly state: "unchanged"; readonly sha256: string }
  /** Nothing is known of it, or somebody else has put another database there. */
  | { readonly state: "unknown" }
  | { readonly state: "changed" };

/**
 * Compares a database with its checksums. As long as the file has not been touched, that costs no more than a look at its
 * times; else the whole file is read.
 */
export async function compareChecksums(kind: DbKind, folder: string): Promise<ChecksumState> {
  const saved = await loadChecksums(folder);
  if (saved === undefined) return { state: "unknown" };
  const path = join(folder, kind.file);
  if ((await loadStamp(path)) === saved.stamp) return { state: "unchanged", sha256: saved.sha256 };
  const sha256 = await hashFile(path);
  if (sha256 === saved.sha256) {
    await saveChecksums(kind, folder, sha256);
    return { state: "unchanged", sha256 };
  }
  const isReplaced = (await hashFile(join(folder, "metadata.json"))) !== saved.metadata;
  return isReplaced ? { state: "unknown" } : { state: "changed" };
}

/** Remembers the content of a database that was found sound; where the folder cannot be written, nothing happens. */
export async function saveChecksums(kind: DbKind, folder: string, sha256: string): Promise<void> {
  const checksums: z.output<typeof checksumsSchema> = {
    sha256,
    metadata: await hashFile(join(folder, "metadata.json")),
    stamp: (await loadStamp(join(folder, kind.file))) ?? "",
  };
  await writeAtomic(join(folder, CHECKSUMS_FILE), JSON.stringify(checksums)).catch(() => {});
}

/** The SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await openFile(path);
  // The stream closes the file.
  await pipeline(file.createReadStream({ highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

async function loadChecksums(folder: string): Promise<z.output<typeof checksumsSchema> | undefined> {
  try {
    return checksumsSchema.parse(JSON.parse(await loadText(join(folder, CHECKSUMS_FILE))));
  } catch {
    return undefined;
  }
}
