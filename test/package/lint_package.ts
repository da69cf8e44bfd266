/** `npm run package`: packs the project and has publint and attw (are the types wrong?) look at what would be published. */
import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { PROJECT, pack } from "./support/pack.ts";

const CHECKS = [
  ["publint", "run", "--strict"],
  // There is ESM only: what `require` and the oldest resolution do not find is left out.
  ["attw", "--profile", "esm-only"],
] as const;

const { tarball, remove } = await pack();
try {
  for (const [name, ...args] of CHECKS) {
    const { status } = spawnSync(join(PROJECT, "node_modules/.bin", name), [...args, tarball], { stdio: "inherit" });
    if (status !== 0) process.exitCode = 1;
  }
} finally {
  await remove();
}
