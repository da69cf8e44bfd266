import { defineSource } from "../../../core/mod.ts";
import { dtrNamespacesOptions } from "./options.ts";

export type { DtrNamespacesInput, DtrNamespacesOptions } from "./options.ts";

/**
 * A source of the tags of a Docker Trusted Registry: those of all repositories of some namespaces, one target for each
 * manifest of a tag. They are listed page by page as they are wanted.
 *
 * The login is in the environment: DTR_USER and DTR_TOKEN.
 *
 * @example
 * ```ts
 * import { dtrNamespaces } from "hullscan/plugins";
 *
 * const source = dtrNamespaces({ url: "https://dtr.example.com", namespaces: ["dev"], excludeTags: ["*-test"] });
 * if (source.kind !== "source") throw new Error("not a source");
 * ```
 *
 * @throws {ScanError} NAMESPACES_NOT_FOUND, NAMESPACES_INVALID, DTR_URL, DTR_LOGIN_MISSING, DTR_CA in the preflight
 * @throws {ScanError} DTR_AUTH when the login is refused
 */
export const dtrNamespaces = defineSource({
  name: "dtr_namespaces",
  description: "the tags of a Docker Trusted Registry",
  options: dtrNamespacesOptions,
  provides: ["image", "dtr-tag"],
  preflight: async (options, ctx) => (await import("./setup.ts")).preflight(options, ctx),
  setup: async (options, ctx) => (await import("./setup.ts")).setup(options, ctx),
});
