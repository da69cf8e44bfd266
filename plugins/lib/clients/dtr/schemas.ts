import { z } from "zod";
import type { DtrFeatures, DtrScanSummary, DtrTag, DtrTagDetail } from "./dtr_client.ts";

/** Scanning, pending, scanned, checking. */
const UNDER_WAY: ReadonlySet<number> = new Set([2, 3, 4, 5]);
/** What Go writes for a time that was never set. */
const ZERO_DATE = "0001-01-01T00:00:00Z";

/** Text that may be missing, null or empty: all the same. */
const text = z
  .string()
  .nullish()
  .transform((value) => value || undefined);
const count = z.int().min(0);
/** Go's zero value, where it is left out or null. */
const flag = z
  .boolean()
  .nullish()
  .transform((value) => value ?? false);

/** A list; Go writes an empty one as null. */
function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullable()
    .transform((items): z.output<T>[] => items ?? []);
}

const summary = z
  .object({
    last_scan_status: z.int().nullish(),
    check_completed_at: text,
    should_rescan: flag,
    critical: count.nullish(),
    major: count.nullish(),
    minor: count.nullish(),
  })
  .transform((answer, ctx): DtrScanSummary | undefined => {
    const { last_scan_status: status, check_completed_at: date, critical, major, minor } = answer;
    // Without a date there was no scan; a first one may be under way.
    if (date === undefined && !UNDER_WAY.has(status ?? 0)) return undefined;
    if (date !== undefined) {
      for (const [name, value] of Object.entries({ last_scan_status: status, critical, major, minor })) {
        if (value == null) ctx.addIssue({ code: "custom", path: [name], message: "it is missing" });
      }
    }
    return {
      lastScanStatus: status ?? 0,
      checkCompletedAt: date ?? ZERO_DATE,
      shouldRescan: answer.should_rescan,
      critical: critical ?? 0,
      major: major ?? 0,
      minor: minor ?? 0,
    };
  });

/** `GET /api/v0/repositories/{namespace}`: the names. */
export const repositoriesSchema = z
  .object({ repositories: listOf(z.object({ name: z.string().min(1) })) })
  .nullable()
  .transform((body) => body?.repositories.map(({ name }) => name) ?? []);

/** `GET /api/v0/repositories/{namespace}/{repository}/tags` */
export const tagsSchema = listOf(
  z
    .object({ name: z.string().min(1), digest: text })
    .transform(({ name, digest }): DtrTag => ({ name, ...(digest !== undefined && { digest }) })),
);

/** `GET /api/v0/repositories/{namespace}/{repository}/tags/{tag}` */
export const tagDetailsSchema = listOf(
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
