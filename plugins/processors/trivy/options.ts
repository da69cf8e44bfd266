import { z } from "zod";
import { ignoreFileOptions } from "../../lib/ignore_files/options.ts";
import { parseDuration } from "../../lib/options/duration.ts";
import { imageSourcesSchema } from "../../lib/options/image_sources.ts";
import { platformSchema } from "../../lib/options/platform.ts";

const oneOrMore = z.union([z.string().min(1), z.array(z.string().min(1)).min(1)]);
const patterns = z.array(z.string().min(1)).default([]);

/** The options of the processor `trivy`. */
export const trivyOptions = z.strictObject({
  binary: z
    .string()
    .min(1)
    .optional()
    .describe(
      "The Trivy to use: a path from the config's folder, or a name on PATH. Default: TRIVY_BINARY, then `trivy` on PATH",
    ),
  cacheDir: z
    .string()
    .min(1)
    .default(".trivy_cache")
    .describe("The folder for the databases; parallel runs may share it"),
  cache: z
    .boolean()
    .default(true)
    .describe("Reuse results of earlier runs while image, Trivy, databases and options are unchanged"),
  cacheMaxDays: z.number().positive().max(36_500).default(30).describe("How many days a result is reused"),
  cacheMaxBytes: z
    .int()
    .positive()
    .default(1_073_741_824)
    .describe("Room for kept results, in bytes; the oldest go first"),
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s, 10m or 1h30m")
    .default("10m")
    .describe("Time limit for one scan: 30s, 10m, 1h30m"),
  scanners: z
    .array(z.enum(["vuln", "secret", "misconfig", "license"]))
    .min(1)
    .default(["vuln", "secret"])
    .describe("What to look for: vulnerabilities, secrets, misconfigurations, licences"),
  platform: z
    .union([z.literal("any"), platformSchema])
    .optional()
    .describe(
      'The platform to scan: `linux/arm64`; a target\'s own comes first. Default: linux/amd64; `"any"` takes another if that is missing',
    ),
  imageSources: imageSourcesSchema.describe(
    "Where images are taken from, in order: their registry (`remote`), or this machine's Docker, Podman or containerd. An image that `docker_build` has built is taken from Docker",
  ),
  lookUp: z.boolean().default(true).describe("Put `digest` before it if nothing else in the pipeline finds digests"),
  packages: z
    .boolean()
    .optional()
    .describe("List all packages of an image, for a full SBOM. Default: where a report of the pipeline wants them"),
  ignoreUnfixed: z.boolean().default(false).describe("Leave out vulnerabilities that no version fixes yet"),
  ...ignoreFileOptions,
  skipFiles: patterns.describe("Files in images to skip: paths without a leading slash, or globs"),
  skipDirs: patterns.describe("Folders in images to skip: paths without a leading slash, or globs"),
  insecure: z.boolean().default(false).describe("Accept any certificate of registries, and plain HTTP"),
  retries: z
    .int()
    .min(0)
    .max(10)
    .default(2)
    .describe("How often to repeat a scan after a rate limit, network trouble or a locked cache"),
  dbRepository: oneOrMore
    .optional()
    .describe(
      "OCI repositories of the vulnerability database, in order. Default: TRIVY_DB_REPOSITORY, then Trivy's own",
    ),
  javaDbRepository: oneOrMore
    .optional()
    .describe("OCI repositories of the Java database, in order. Default: TRIVY_JAVA_DB_REPOSITORY, then Trivy's own"),
  offline: z.boolean().default(false).describe("Download no database; use those in cacheDir, whatever their age"),
  strict: z.boolean().default(false).describe("Fail if the database is out of date and cannot be refreshed"),
  minDbBytes: z.int().positive().optional().describe("A vulnerability database with fewer bytes counts as broken"),
  parallel: z
    .enum(["auto", "server", "memory", "isolated", "serial"])
    .default("auto")
    .describe("How to keep parallel scans apart: one server, a cache in memory, a folder each, or one after the other"),
});

/** Whether a scan with these options can list the packages of an image: it looks at them for some scanners only. */
export function canListPackages({ scanners }: Pick<TrivyOptions, "scanners">): boolean {
  return scanners.includes("vuln");
}

/** Options of `trivy()`. */
export type TrivyInput = z.input<typeof trivyOptions>;

/** The options with their defaults filled in. */
export type TrivyOptions = z.output<typeof trivyOptions>;
