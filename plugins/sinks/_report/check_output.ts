import { randomUUID } from "node:crypto";
import { rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode, makeFolder, toFileReason } from "../../../core/mod.ts";
import { reportError } from "./errors.ts";

/**
 * Checks that a file can be written at a path: makes its folder, and a small file in it, which is removed again.
 *
 * @throws {ScanError} OUTPUT_UNWRITABLE
 */
export async function checkOutput(path: string): Promise<void> {
  const folder = dirname(path);
  const probe = join(folder, `.write_check_${randomUUID()}.tmp`);
  try {
    await makeFolder(folder);
    await writeFile(probe, "\n", { flag: "wx", mode: 0o600 });
  } catch (cause) {
    const reason = errorCode(cause) === "EEXIST" ? "it is a file" : toFileReason(cause);
    throw reportError("OUTPUT_UNWRITABLE", { folder, reason }, { cause });
  } finally {
    await rm(probe, { force: true }).catch(() => undefined);
  }
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory()) {
    throw reportError("OUTPUT_UNWRITABLE", { folder, reason: `"${basename(path)}" is a folder itself` });
  }
}
