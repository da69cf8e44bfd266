import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { errorCode, toFileReason } from "../../../core/kit.ts";
import { isScanError } from "../../../core/mod.ts";
import { toPrintable } from "../../lib/clients/oci/mod.ts";
import { dockerfileError } from "./errors.ts";

/** Where a Dockerfile was named, and where its path starts. */
export interface DockerfilePlace {
  /** For messages: `input_images_files.txt line 3`. */
  readonly at: string;
  readonly cwd: string;
}

/**
 * Checks that a path names a file that can be read.
 *
 * @throws {ScanError} DOCKERFILE_NOT_FOUND, DOCKERFILE_UNREADABLE
 */
export async function checkDockerfile(text: string, { at, cwd }: DockerfilePlace): Promise<void> {
  const path = toPrintable(text);
  const file = resolve(cwd, text);
  try {
    const stats = await stat(file);
    if (stats.isDirectory()) {
      const reason = `it is a folder; "${path.replace(/\/+$/, "")}/Dockerfile" may be meant`;
      throw dockerfileError("DOCKERFILE_UNREADABLE", { path, at, reason });
    }
    if (!stats.isFile())
      throw dockerfileError("DOCKERFILE_UNREADABLE", { path, at, reason: "it is not a regular file" });
    await access(file, constants.R_OK);
  } catch (cause) {
    if (isScanError(cause)) throw cause;
    const code = errorCode(cause);
    if (code === "ENOENT" || code === "ENOTDIR") {
      throw dockerfileError("DOCKERFILE_NOT_FOUND", { path, at, cwd }, { cause });
    }
    throw dockerfileError("DOCKERFILE_UNREADABLE", { path, at, reason: toFileReason(cause) }, { cause });
  }
}
