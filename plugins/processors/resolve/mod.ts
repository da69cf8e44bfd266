import { defineProcessor } from "../../../core/mod.ts";
import type { LookUpFailure } from "../../clients/registry/mod.ts";
import { resolveOptions } from "./options.ts";

declare module "../../../core/mod.ts" {
  interface ScanData {
    /**
     * What is scanned, whatever it is called: the digest of a manifest or an index in a registry, or the id of an
     * image that Docker has. Of an index, `platform` says which part is meant.
     */
    readonly digest: string;
    /** The platform that is wanted of an image for several: `os/arch[/variant]`. Absent where it is the scanner's own. */
    readonly platform: string;
    /** Why the registry does not tell the digest, where the scanner may get further: else it is why that fails. */
    readonly unresolved: LookUpFailure;
  }
}

/**
 * Finds out which digest stands behind each image's name, and lets the scanner take the image by that: what has one
 * digest is scanned once, however many names it has. An image whose digest cannot be found goes on as it is named.
 *
 * @example
 * ```ts
 * import { resolve, trivy } from "hullscan/plugins";
 *
 * const processors = [resolve({ timeout: "10s" }), trivy()];
 * if (processors.length !== 2) throw new Error("two processors");
 * ```
 *
 * @throws {ScanError} REGISTRY_CA in the set-up
 */
export const resolve = defineProcessor({
  name: "resolve",
  description: "finds an image's digest: one scan for all names",
  options: resolveOptions,
  needs: ["image"],
  provides: ["digest"],
  looksAhead: true,
  plan: () => "find its digest",
  setup: async (options, ctx) => (await import("./setup.ts")).setup(options, ctx),
});

export type { ResolveInput, ResolveOptions } from "./options.ts";
