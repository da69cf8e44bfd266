import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { javaDbFile } from "./java_samples.ts";

const HOUR_MS = 3_600_000;

/** What a database on disk is to look like. */
export interface DbFilesOptions {
  /** When it was built and downloaded, in hours before now; the next one is due a day after. @default {0} */
  readonly ageHours?: number;
  /** In place of what a sound file holds. */
  readonly content?: Uint8Array;
  /** Over what sound metadata say; null leaves the file out. */
  readonly metadata?: Readonly<Record<string, unknown>> | null;
}

/** Writes a vulnerability database into a cache folder. */
export async function writeDb(cacheDir: string, options: DbFilesOptions = {}): Promise<void> {
  const content = options.content ?? sampleVulnerabilityDb().trivyDb;
  await write(join(cacheDir, "db"), { file: "trivy.db", content, version: 2, options });
}

/** Writes a Java database into a cache folder. */
export async function writeJavaDb(cacheDir: string, options: DbFilesOptions = {}): Promise<void> {
  const content = options.content ?? javaDbFile();
  await write(join(cacheDir, "java-db"), { file: "trivy-java.db", content, version: 1, options });
}

interface Parts {
  readonly file: string;
  readonly content: Uint8Array;
  readonly version: number;
  readonly options: DbFilesOptions;
}

async function write(folder: string, { file, content, version, options }: Parts): Promise<void> {
  const builtAt = Date.now() - (options.ageHours ?? 0) * HOUR_MS;
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, file), content);
  if (options.metadata === null) return;
  const metadata = {
    Version: version,
    UpdatedAt: new Date(builtAt).toISOString(),
    NextUpdate: new Date(builtAt + 24 * HOUR_MS).toISOString(),
    DownloadedAt: new Date(builtAt).toISOString(),
    ...options.metadata,
  };
  await writeFile(join(folder, "metadata.json"), JSON.stringify(metadata));
}
