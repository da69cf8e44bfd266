import { gzipSync } from "node:zlib";
import { type Advisory, ALPINE_ADVISORIES, DEBIAN_ADVISORIES, NPM_ADVISORIES } from "./advisories/mod.ts";
import { ociArtifact } from "./oci_artifact.ts";
import type { OciContent } from "./oci_content.ts";
import { writeTar } from "./tar.ts";
import { writeTrivyDb } from "./trivy_db.ts";

/** What the sample DB is made of. */
export interface SampleDbOptions {
  /** When the DB says it was made; it is due for renewal a day later. @default {new Date()} */
  readonly updatedAt?: Date;
  /** More advisories, after those for the sample images. */
  readonly extra?: readonly Advisory[];
}

/** What `metadata.json` beside `trivy.db` says. Dates are ISO 8601. */
export interface DbMetadata {
  readonly Version: 2;
  readonly UpdatedAt: string;
  readonly NextUpdate: string;
  readonly DownloadedAt: string;
}

/** The two files of a vulnerability DB. */
export interface SampleDb {
  /** `trivy.db`. */
  readonly trivyDb: Uint8Array;
  /** `metadata.json`. */
  readonly metadata: DbMetadata;
}

const DAY_MS = 86_400_000;

/**
 * Makes a small vulnerability DB for Trivy: real advisories, put in our own words, for the packages of the sample
 * images and nothing else. It is for demonstration and tests: an image that is not one of the samples looks clean with it.
 */
export function sampleVulnerabilityDb(options: SampleDbOptions = {}): SampleDb {
  const { updatedAt = new Date(), extra = [] } = options;
  const advisories = [...DEBIAN_ADVISORIES, ...ALPINE_ADVISORIES, ...NPM_ADVISORIES, ...extra];
  const metadata: DbMetadata = {
    Version: 2,
    UpdatedAt: updatedAt.toISOString(),
    NextUpdate: new Date(updatedAt.getTime() + DAY_MS).toISOString(),
    DownloadedAt: new Date().toISOString(),
  };
  return { trivyDb: writeTrivyDb(advisories), metadata };
}

/** Packs a DB as Trivy downloads it: for a registry's repository `trivy-db`, tag `2`. */
export function sampleDbArtifact(db: SampleDb = sampleVulnerabilityDb()): OciContent {
  const tar = writeTar([
    { path: "trivy.db", content: db.trivyDb, mode: 0o600 },
    { path: "metadata.json", content: JSON.stringify(db.metadata), mode: 0o600 },
  ]);
  return ociArtifact({
    content: gzipSync(tar),
    title: "db.tar.gz",
    layerType: "application/vnd.aquasec.trivy.db.layer.v1.tar+gzip",
    configType: "application/vnd.aquasec.trivy.config.v1+json",
  });
}
