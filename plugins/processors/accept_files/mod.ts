import { defineProcessor } from "../../../core/mod.ts";
import { acceptFilesOptions } from "./options.ts";

/**
 * Accepts findings by the files that other scanners have for that: `.trivyignore`, `.trivyignore.yaml` and VEX documents. It
 * scans nothing. Whichever processors of its pipeline report findings, and wherever it stands among them, its rules hold.
 *
 * @example
 * ```ts
 * import { acceptFiles } from "hullscan/plugins";
 *
 * const processors = [acceptFiles({ ignoreFile: ".trivyignore", vex: ["openvex.json", "supplier.cdx.json"] })];
 * if (processors.length !== 1) throw new Error("one processor");
 * ```
 */
export const acceptFiles = defineProcessor({
  name: "accept_files",
  description: "accepts findings by .trivyignore and VEX, whoever reports them",
  options: acceptFilesOptions,
  provides: [],
  caveats: [],
  plan: () => ({ leave: "" }),
  preflight: async (options, ctx) =>
    (await import("../../lib/ignore_files/check_ignore_files.ts")).checkIgnoreFiles(options, ctx),
  accept: async (options, ctx) =>
    (await import("../../lib/ignore_files/load_accept_rules.ts")).loadAcceptRules(options, ctx),
  setup: () => ({ process: () => undefined }),
});

export type { AcceptFilesOptions } from "./options.ts";
