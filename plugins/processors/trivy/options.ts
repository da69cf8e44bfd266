import { z } from "zod";
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
      "The Trivy to use: a path (relative to the config's folder), or a name on PATH. Without it: TRIVY_BINARY, then `trivy` on PATH",
    ),
  cacheDir: z
    .string()
    .min(1)
    .default(".trivy_cache")
    .describe("The folder for the databases; several runs may share it at the same time"),
  cache: z
    .boolean()
    .default(true)
    .describe("Use what an earlier run has found, as long as image, Trivy, databases and options are the same"),
  cacheMaxDays: z.number().positive().max(36_500).default(30).describe("For how many days a result is used again"),
  cacheMaxBytes: z
    .int()
    .positive()
    .default(1_073_741_824)
    .describe("How much room the results may take, in bytes; the oldest go first"),
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s, 10m or 1h30m")
    .default("10m")
    .describe("How long the scan of one image may take: 30s, 10m, 1h30m"),
  scanners: z
    .array(z.enum(["vuln", "secret", "misconfig", "license"]))
    .min(1)
    .default(["vuln", "secret"])
    .describe("What is looked for: vulnerabilities, secrets, misconfigurations, licences"),
  platform: z
    .union([z.literal("any"), platformSchema])
    .optional()
    .describe(
      'The platform to scan of images that have several: `linux/arm64`; a target\'s own comes first. Without it, linux/amd64, as Trivy; with `"any"` another, where that is not there',
    ),
  imageSources: imageSourcesSchema.describe(
    "Where images are taken from, in order: their registry (`remote`), or this machine's Docker, Podman or containerd. An image that `docker_build` has built is taken from Docker",
  ),
  lookUp: z
    .boolean()
    .default(true)
    .describe("Put `digest` before it where nothing else in the pipeline finds the digests of images"),
  ignoreUnfixed: z.boolean().default(false).describe("Leave out vulnerabilities that no version mends yet"),
  ignoreFile: z
    .string()
    .min(1)
    .optional()
    .describe("A file with the ids of findings to leave out, as .trivyignore or .trivyignore.yaml"),
  vex: oneOrMore
    .optional()
    .describe("VEX documents (OpenVEX, CycloneDX, CSAF): vulnerabilities that they say do not apply are left out"),
  skipFiles: patterns.describe("Files in the images that are not looked at: paths without a leading slash, or globs"),
  skipDirs: patterns.describe("Folders in the images that are not looked at: paths without a leading slash, or globs"),
  insecure: z
    .boolean()
    .default(false)
    .describe("Accept any certificate of registries, and registries that speak plain http"),
  retries: z
    .int()
    .min(0)
    .max(10)
    .default(2)
    .describe(
      "How often a scan is repeated after a failure that may pass: rate limits, network trouble, a locked cache",
    ),
  dbRepository: oneOrMore
    .optional()
    .describe(
      "Where the vulnerability database comes from: one OCI repository, or several to try in order. Without it, TRIVY_DB_REPOSITORY, then Trivy's own",
    ),
  javaDbRepository: oneOrMore
    .optional()
    .describe(
      "Where the Java database comes from: one OCI repository, or several to try in order. Without it, TRIVY_JAVA_DB_REPOSITORY, then Trivy's own",
    ),
  offline: z.boolean().default(false).describe("Download no database: use what is in cacheDir, whatever its age"),
  strict: z
    .boolean()
    .default(false)
    .describe("Do not scan with a database that is out of date and cannot be refreshed"),
  minDbBytes: z
    .int()
    .positive()
    .optional()
    .describe("Take a vulnerability database of fewer bytes than this for a broken one"),
  parallel: z
    .enum(["auto", "server", "memory", "isolated", "serial"])
    .default("auto")
    .describe(
      "How scans at the same time keep apart: clients of one server, on one folder with a cache in memory, each in a folder of its own, or one after the other",
    ),
});

/** What the processor `trivy` takes. */
export type TrivyInput = z.input<typeof trivyOptions>;

/** The options with their defaults filled in. */
export type TrivyOptions = z.output<typeof trivyOptions>;
