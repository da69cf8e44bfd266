import { openFile } from "../../../../core/kit.ts";
import { CACHE_FOLDER } from "../cache_folder.ts";
import { checkBoltFile } from "./bolt_file.ts";

const HEADER = Buffer.from("SQLite format 3\0", "latin1");
const HEADER_BYTES = 100;

/** How Trivy's two databases differ. */
export interface DbKind {
  /** As in "the vulnerability database". */
  readonly name: "vulnerability" | "Java";
  /** Its folder in the cache folder. */
  readonly folder: string;
  /** Its file in that folder; `metadata.json` lies beside it. */
  readonly file: string;
  readonly schemaVersion: number;
  /** How long after a download no newer one is looked for, in milliseconds. */
  readonly graceMs: number;
  readonly downloadFlag: string;
  readonly repositoryFlag: string;
  readonly repositoryVariable: string;
  /**
   * Where Trivy itself looks (its list since 0.57.1), without the tag: every Trivy adds its schema's. Named here,
   * because Trivy goes on to the second one after some failures only, not when the first cannot be reached.
   */
  readonly defaultRepositories: readonly string[];
  /** Says what is wrong with the file; nothing where it is sound. */
  readonly checkFile: (path: string) => Promise<string | undefined>;
}

const HOUR_MS = 3_600_000;

/** The database of vulnerabilities, which every scan needs. */
export const VULNERABILITY_DB = {
  name: "vulnerability",
  folder: CACHE_FOLDER.vulnerabilityDb,
  file: "trivy.db",
  schemaVersion: 2,
  graceMs: HOUR_MS,
  downloadFlag: "--download-db-only",
  repositoryFlag: "--db-repository",
  repositoryVariable: "TRIVY_DB_REPOSITORY",
  defaultRepositories: ["mirror.gcr.io/aquasec/trivy-db", "ghcr.io/aquasecurity/trivy-db"],
  checkFile: checkBoltFile,
} as const satisfies DbKind;

/** The index of Java archives, which only images with Java archives need. */
export const JAVA_DB = {
  name: "Java",
  folder: CACHE_FOLDER.javaDb,
  file: "trivy-java.db",
  schemaVersion: 1,
  graceMs: 24 * HOUR_MS,
  downloadFlag: "--download-java-db-only",
  repositoryFlag: "--java-db-repository",
  repositoryVariable: "TRIVY_JAVA_DB_REPOSITORY",
  defaultRepositories: ["mirror.gcr.io/aquasec/trivy-java-db", "ghcr.io/aquasecurity/trivy-java-db"],
  checkFile: checkSqliteFile,
} as const satisfies DbKind;

/**
 * Checks that an SQLite file is whole, by its header: as many pages as it says are there.
 *
 * @returns What is wrong with it; nothing where it is sound
 * @see {@link https://www.sqlite.org/fileformat.html#the_database_header}
 */
export async function checkSqliteFile(path: string): Promise<string | undefined> {
  const file = await openFile(path);
  try {
    const { size } = await file.stat();
    const { buffer, bytesRead } = await file.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0);
    if (bytesRead < HEADER_BYTES || !buffer.subarray(0, HEADER.length).equals(HEADER)) return "it is no SQLite file";
    const sizeField = buffer.readUInt16BE(16);
    const needed = (sizeField === 1 ? 65_536 : sizeField) * buffer.readUInt32BE(28);
    return size === needed ? undefined : `it has ${size} bytes and should have ${needed}`;
  } finally {
    await file.close();
  }
}
