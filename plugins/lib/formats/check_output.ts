import { randomUUID } from "node:crypto";
import { rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { checkReplaceable, errorCode, makeFolder, toFileReason } from "../../../core/kit.ts";
import { reportError } from "./errors.ts";

/**
 * Checks that a file can be written at a path, and replace the one that is there: makes its folder, and a small file in
 * it, which is removed again.
 *
 * @throws {ScanError} OUTPUT_UNWRITABLE
 */
export async function checkOutput(path: string): Promise<void> {
  const folder = dirname(path);
  // Before anything is written beside it: it may be a device.
  await checkName(path);
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
}

async function checkName(path: string): Promise<void> {
  try {
    await checkReplaceable(path);
  } catch (cause) {
    // What is wrong with the folder is said when it is made.
    if (["ENOTDIR", "EACCES", "ELOOP"].includes(errorCode(cause) ?? "")) return;
    const reason = `"${basename(path)}": ${toFileReason(cause)}`;
    throw reportError("OUTPUT_UNWRITABLE", { folder: dirname(path), reason }, { cause });
  }
}
