import { z } from "zod";
import { parseDuration } from "../../lib/options/duration.ts";
import { platformSchema } from "../../lib/options/platform.ts";

/** The options of the processor `docker_build`. */
export const dockerBuildOptions = z.strictObject({
  timeout: z
    .string()
    .refine((text) => parseDuration(text) !== undefined, "must be a duration such as 30s, 10m or 1h30m")
    .default("30m")
    .describe("Time limit for one build: 30s, 10m, 1h30m"),
  buildArgs: z
    .record(z.string().regex(/^[A-Za-z_]\w*$/, "must be the name of a build argument"), z.string())
    .optional()
    .describe("Values for the ARGs of Dockerfiles; no secrets: others can read them in the process list"),
  noCache: z.boolean().default(false).describe("Build every step again, without the cache"),
  platform: platformSchema.optional().describe("The platform to build for: `linux/arm64`. Default: the daemon's"),
});

/** Options of `dockerBuild()`. */
export type DockerBuildInput = z.input<typeof dockerBuildOptions>;

/** The options with their defaults filled in. */
export type DockerBuildOptions = z.output<typeof dockerBuildOptions>;
