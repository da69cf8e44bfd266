/** Marks plugins and their factories, also those that another copy of this package has made; its value is the version. */
export const PLUGIN_BRAND = Symbol.for("hullscan.plugin");

/**
 * The version of what plugins and the core expect of each other. It grows when a plugin that was made for the old one
 * cannot be run any more.
 */
export const CONTRACT_VERSION = 1;

/** Why something that another copy of this package has made cannot be used, and who is to change; else undefined. */
export function findContractProblem(made: { readonly [PLUGIN_BRAND]: unknown }): string | undefined {
  const version = made[PLUGIN_BRAND];
  if (version === CONTRACT_VERSION) return undefined;
  if (typeof version !== "number" || !Number.isInteger(version)) {
    return "it does not say for which version of the plugin contract it was made: upgrade the plugin";
  }
  const side = version > CONTRACT_VERSION ? "hullscan" : "the plugin";
  return `it was made for version ${version} of the plugin contract, and this hullscan has version ${CONTRACT_VERSION}: upgrade ${side}`;
}
