import { createHash } from "node:crypto";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";
import { loadText, openFile, writeAtomic } from "../../../../core/kit.ts";
import { toStamp } from "../program/binary/identity.ts";
import type { DbKind } from "./kinds.ts";

/** The file in a database's folder that says which content was found sound. Trivy does not look at it. */
export const SEAL_FILE = "hullscan.json";

const sealSchema = z.object({
  sha256: z.string().length(64),
  metadata: z.string().length(64),
  stamp: z.string(),
});

/** Whether a database is still what it was when it was found sound. */
export type SealState =
  | { readonly state: "unchanged"; readonly sha256: string }
  /** Nothing is known of it, or somebody else has put another database there. */
  | { readonly state: "unknown" }
  | { readonly state: "changed" };

/**
 * Compares a database with its seal. As long as the file has not been touched, that costs no more than a look at its
 * times; else the whole file is read.
 */
export async function checkSeal(kind: DbKind, folder: string): Promise<SealState> {
  const seal = await loadSeal(folder);
  if (seal === undefined) return { state: "unknown" };
  const path = join(folder, kind.file);
  if ((await toStamp(path)) === seal.stamp) return { state: "unchanged", sha256: seal.sha256 };
  const sha256 = await hashFile(path);
  if (sha256 === seal.sha256) {
    await sealDb(kind, folder, sha256);
    return { state: "unchanged", sha256 };
  }
  const isReplaced = (await hashFile(join(folder, "metadata.json"))) !== seal.metadata;
  return isReplaced ? { state: "unknown" } : { state: "changed" };
}

/** Remembers the content of a database that was found sound; where the folder cannot be written, nothing happens. */
export async function sealDb(kind: DbKind, folder: string, sha256: string): Promise<void> {
  const seal: z.output<typeof sealSchema> = {
    sha256,
    metadata: await hashFile(join(folder, "metadata.json")),
    stamp: (await toStamp(join(folder, kind.file))) ?? "",
  };
  await writeAtomic(join(folder, SEAL_FILE), JSON.stringify(seal)).catch(() => {});
}

/** The SHA-256 of a file, in hexadecimal. */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash("sha256");
  const file = await openFile(path);
  // The stream closes the file.
  await pipeline(file.createReadStream({ highWaterMark: 1 << 20 }), hash);
  return hash.digest("hex");
}

async function loadSeal(folder: string): Promise<z.output<typeof sealSchema> | undefined> {
  try {
    return sealSchema.parse(JSON.parse(await loadText(join(folder, SEAL_FILE))));
  } catch {
    return undefined;
  }
}
