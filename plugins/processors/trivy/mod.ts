import { defineProcessor, severitiesFrom } from "../../../core/mod.ts";
import { trivyOptions } from "./options.ts";
import { fingerprint } from "./scan/fingerprint.ts";
import { preflight, setup } from "./setup.ts";

/**
 * Scans images with Trivy and gives their findings. Finds Trivy, keeps its databases sound and fresh in `cacheDir`,
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
  options: trivyOptions,
  needs: ["image"],
  provides: ["findings", "scanDetails"],
  // A first run may download two databases over a slow line.
  setupTimeoutMs: 45 * 60_000,
  plan: (_options, target) => `scan with Trivy at ${severitiesFrom(target.severityLevel).join(",")}`,
  preflight,
  fingerprint,
  setup,
});

export type { TrivyInput, TrivyOptions } from "./options.ts";
