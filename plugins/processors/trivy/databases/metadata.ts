import { z } from "zod";
import { loadText } from "../../../../core/kit.ts";

const date = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

const metadataSchema = z.object({
  Version: z.int(),
  NextUpdate: date,
  UpdatedAt: date,
  DownloadedAt: date.optional(),
});

/** What stands in a database's `metadata.json`. */
export interface DbMetadata {
  /** The schema: 2 for the vulnerability database, 1 for the Java database. */
  readonly version: number;
  /** When it was built. */
  readonly updatedAt: Date;
  /** When a newer one can be expected. */
  readonly nextUpdate: Date;
  /** Absent where Trivy never finished a download: it was broken off, or the files were put there by hand. */
  readonly downloadedAt?: Date | undefined;
}

/**
 * Reads a database's `metadata.json`.
 *
 * @throws {Error} Where the file is missing or says something else; the message says what
 */
export async function loadMetadata(path: string): Promise<DbMetadata> {
  const { Version, NextUpdate, UpdatedAt, DownloadedAt } = metadataSchema.parse(JSON.parse(await loadText(path)));
  // The year 1 is Go's zero time.
  const downloadedAt = DownloadedAt !== undefined && DownloadedAt.getUTCFullYear() > 1 ? DownloadedAt : undefined;
  return { version: Version, nextUpdate: NextUpdate, updatedAt: UpdatedAt, downloadedAt };
}

/** Whether Trivy itself would look for a newer database: the announced time is over, and so is the grace period. */
export function isOutOfDate(metadata: DbMetadata, { graceMs, now }: { graceMs: number; now: Date }): boolean {
  return now >= metadata.nextUpdate && now.getTime() >= (metadata.downloadedAt?.getTime() ?? 0) + graceMs;
}
