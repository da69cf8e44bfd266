import { createHash } from "node:crypto";
import type { ScanRecord } from "../../../core/mod.ts";

/** How findings are made of a report, and results are kept. Raise it with every change of either. */
const FORMAT = 7;

/** What is the same for all images of a run, and decides what is found in them. */
export interface FindingsBasis {
  /** Which Trivy. */
  readonly program: string;
  /** What the options say that findings depend on, and what is in the files that they name. */
  readonly settings: string;
  /** Which databases: the vulnerability database and the Java database. */
  readonly databases: readonly string[];
}

/**
 * The key that a result is kept under: SHA-256, in hexadecimal. It is another one when anything that findings depend on
 * is another. Nothing where it is not known what is behind the image's name.
 */
export function buildResultKey(
  record: ScanRecord,
  { program, settings, databases }: FindingsBasis,
): string | undefined {
  const shared = buildShareKey(record);
  if (shared === undefined) return undefined;
  // Of an image for several platforms in a local engine, Trivy takes this machine's where none is wanted.
  const parts = [FORMAT, shared, process.arch, buildPinnedName(record), program, settings, databases];
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex");
}

/**
 * A name with a digest in it. Nobody has asked the registry whether there is an image of that name: what was found
 * under another one is no answer.
 */
function buildPinnedName({ target }: ScanRecord): string {
  return target.image?.includes("@") ? target.image : "";
}

/** What must be the same for two targets to share a scan; nothing where it is not known what is behind the name. */
export function buildShareKey({ target, data }: ScanRecord): string | undefined {
  const { digest, imageId, platform = target.platform ?? "" } = data.image ?? {};
  const content = digest ?? imageId;
  return content === undefined ? undefined : [content, platform, target.minSeverity].join(" ");
}
