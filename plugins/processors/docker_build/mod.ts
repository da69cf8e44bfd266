import { defineProcessor } from "../../../core/mod.ts";
import { dockerBuildOptions } from "./options.ts";

/**
 * Builds an image of each Dockerfile, under a temporary name, for the processors after it; when they are through,
 * whatever came of it, the image is removed. Images of runs that were killed are removed by the next run.
 *
 * @example
 * ```ts
 * import { dockerBuild, trivy } from "hullscan/plugins";
 *
 * const processors = [dockerBuild({ timeout: "1h", buildArgs: { VERSION: "1.2" } }), trivy()];
 * if (processors.length !== 2) throw new Error("two processors");
 * ```
 */
export const dockerBuild = defineProcessor({
  name: "docker_build",
  description: "builds a Dockerfile, removes the image afterwards",
  activity: "building",
  options: dockerBuildOptions,
  needs: ["dockerfile"],
  provides: ["image"],
  caveats: [],
  // Images of killed runs may be many and large.
  setupTimeoutMs: 10 * 60_000,
  plan: (_options, { dockerfile, id }) => `build ${dockerfile ?? id} with Docker`,
  preflight: async (_options, ctx) => (await import("./setup.ts")).preflight(ctx),
  setup: async (options, ctx) => (await import("./setup.ts")).setup(options, ctx),
});

export type { DockerBuildInput, DockerBuildOptions } from "./options.ts";
