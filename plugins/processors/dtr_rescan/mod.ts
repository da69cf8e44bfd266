import { defineProcessor } from "../../../core/mod.ts";
import { dtrRescanOptions } from "./options.ts";
import { planReview } from "./review.ts";

/**
 * Decides for each tag of a DTR whether it needs a scan, and has DTR scan those that do, or leaves them to the next
 * processor.
 *
 * The login is in the environment: DTR_USER and DTR_TOKEN.
 *
 * @example
 * ```ts
 * import { dtrNamespaces, dtrRescan, trivy } from "hullscan/plugins";
 *
 * const dtr = { url: "https://dtr.example.com" };
 * const pipeline = {
 *   sources: [dtrNamespaces({ ...dtr, namespaces: ["dev"] })],
 *   processors: [dtrRescan({ ...dtr, days: 15, action: "select" }), trivy()],
 * };
 * if (pipeline.processors.length !== 2) throw new Error("two processors");
 * ```
 *
 * @throws {ScanError} DTR_AUTH, DTR_SCANNING_DISABLED, DTR_UNREACHABLE, DTR_TLS, DTR_NOT_AN_API in the preflight
 */
export const dtrRescan = defineProcessor({
  name: "dtr_rescan",
  description: "decides which tags of a DTR need a scan, and starts it",
  activity: "asking DTR",
  options: dtrRescanOptions,
  needs: ["dtr-tag"],
  provides: ["dtr"],
  caveats: [],
  // DTR scans; what is only selected is for a processor after it.
  scans: ({ action }) => action !== "select",
  plan: planReview,
  preflight: async (options, ctx) => (await import("./setup.ts")).preflight(options, ctx),
  setup: async (options, ctx) => (await import("./setup.ts")).setup(options, ctx),
});

export type { DtrReview } from "../../lib/clients/dtr/mod.ts";
export type { DtrRescanInput, DtrRescanOptions } from "./options.ts";
