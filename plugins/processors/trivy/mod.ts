import { defineProcessor } from "../../../core/mod.ts";
import { canListPackages, trivyOptions } from "./options.ts";

/**
 * Scans images with Trivy and adds their findings. Finds Trivy, keeps its databases sound and fresh in `cacheDir`,
 * and runs as many scans at the same time as the pipeline has jobs.
 *
 * @example
 * ```ts
 * import { trivy } from "hullscan/plugins";
 *
 * const processors = [trivy({ timeout: "20m", dbRepository: "mirror.example.com/aquasec/trivy-db:2" })];
 * if (processors.length !== 1) throw new Error("one processor");
 * ```
 */
export const trivy = defineProcessor({
  name: "trivy",
  description: "scans an image with Trivy",
  activity: "scanning",
  options: trivyOptions,
  needs: ["image"],
  provides: ["findings", "scans"],
  caveats: [
    "OS_UNKNOWN",
    "OS_END_OF_LIFE",
    "OS_RELEASE_UNKNOWN",
    "NO_PACKAGES",
    "FINDING_UNREADABLE",
    "PACKAGE_UNREADABLE",
  ],
  adapt(options, wanted) {
    const { packages = wanted.has("packages") && canListPackages(options) } = options;
    return packages === options.packages || !packages ? options : { ...options, packages };
  },
  implies: async ({ lookUp, insecure, imageSources }) =>
    lookUp ? (await import("../digest/mod.ts")).digest({ insecure, imageSources: [...imageSources] }) : undefined,
  // A first run may download two databases over a slow line.
  setupTimeoutMs: 45 * 60_000,
  openPlan: async (options, ctx) => (await import("./plan.ts")).openPlan(options, ctx),
  openRematch: async (options, ctx, isDryRun) => (await import("./rematch.ts")).openRematch(options, ctx, isDryRun),
  preflight: async (options, ctx) => (await import("./preflight.ts")).preflight(options, ctx),
  async accept(options, ctx) {
    if (options.ignoreFile === undefined && options.vex === undefined) return [];
    return (await import("../../lib/ignore_files/load_accept_rules.ts")).loadAcceptRules(options, ctx);
  },
  setup: async (options, ctx) => (await import("./setup.ts")).setup(options, ctx),
});

export type { TrivyInput, TrivyOptions } from "./options.ts";
