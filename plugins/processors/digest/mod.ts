import { defineProcessor } from "../../../core/mod.ts";
import "../../lib/scanning/image_data.ts";
import { digestOptions } from "./options.ts";

/**
 * Finds out which digest stands behind each image's name, and lets the scanner take the image by that: what has one
 * digest is scanned once, however many names it has. An image whose digest cannot be found goes on as it is named.
 *
 * @example
 * ```ts
 * import { digest, trivy } from "hullscan/plugins";
 *
 * const processors = [digest({ timeout: "10s" }), trivy()];
 * if (processors.length !== 2) throw new Error("two processors");
 * ```
 *
 * @throws {ScanError} REGISTRY_CA in the set-up
 */
export const digest = defineProcessor({
  name: "digest",
  formerNames: ["resolve"],
  description: "finds an image's digest: one scan for all names",
  activity: "resolving",
  options: digestOptions,
  needs: ["image"],
  provides: ["digest"],
  caveats: [],
  looksAhead: true,
  openPlan: async (options, ctx) => (await import("./setup.ts")).openPlan(options, ctx),
  preflight: async (options, ctx) => (await import("./setup.ts")).preflight(options, ctx),
  setup: async (options, ctx) => (await import("./setup.ts")).setup(options, ctx),
});

export type { DigestInput, DigestOptions } from "./options.ts";
