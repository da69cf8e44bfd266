import { z } from "zod";
import type { DtrFeatures, DtrScanSummary, DtrTag, DtrTagDetail } from "./dtr_client.ts";

/** Text that may be missing, null or empty: all the same. */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const count = z.int().min(0);

const summary = z
  .object({
    last_scan_status: z.int(),
    check_completed_at: z.string(),
    should_rescan: z.boolean(),
    critical: count,
    major: count,
    minor: count,
  })
  .transform(
    ({ critical, major, minor, ...rest }): DtrScanSummary => ({
      lastScanStatus: rest.last_scan_status,
      checkCompletedAt: rest.check_completed_at,
      shouldRescan: rest.should_rescan,
      critical,
      major,
      minor,
    }),
  );

/** `GET /api/v0/repositories/{namespace}`: the names. */
export const repositoriesSchema = z
  .object({ repositories: z.array(z.object({ name: z.string().min(1) })) })
  .transform(({ repositories }) => repositories.map(({ name }) => name));

/** `GET /api/v0/repositories/{namespace}/{repository}/tags` */
export const tagsSchema = z.array(
  z
    .object({ name: z.string().min(1), digest: text })
    .transform(({ name, digest }): DtrTag => ({ name, ...(digest !== undefined && { digest }) })),
);

/** `GET /api/v0/repositories/{namespace}/{repository}/tags/{tag}` */
export const tagDetailsSchema = z.array(
  z
    .object({
      name: z.string().min(1),
      digest: text,
      manifest: z.object({ digest: text, os: text, architecture: text }).nullish(),
      vuln_summary: summary.nullish(),
    })
    .transform(({ name, manifest, vuln_summary, ...tag }): DtrTagDetail => {
      const { os, architecture, digest = tag.digest } = manifest ?? {};
      return {
        name,
        ...(digest !== undefined && { digest }),
        ...(os !== undefined && { os }),
        ...(architecture !== undefined && { architecture }),
        ...(vuln_summary && { summary: vuln_summary }),
      };
    }),
);

/** `GET /api/v0/meta/features` */
export const featuresSchema = z
  .object({
    scanningEnabled: z.boolean(),
    scanningLicensed: z.boolean(),
    db_version: z.union([z.string(), z.number()]).nullish(),
  })
  .transform(
    ({ db_version, ...features }): DtrFeatures => ({
      ...features,
      ...(db_version && { dbVersion: String(db_version) }),
    }),
  );

/** `GET /auth/token` */
export const bearerSchema = z.object({ token: z.string().min(1) }).transform(({ token }) => token);
