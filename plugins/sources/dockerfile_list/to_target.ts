import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { resolve } from "node:path";
import { errorCode, toFailure, toFileReason } from "../../../core/kit.ts";
import { isScanError, type Target } from "../../../core/mod.ts";
import { toPrintable } from "../../lib/clients/oci/mod.ts";
import { type EntryContext, type ListEntry, MAX_LINE_BYTES } from "../../lib/list_file/mod.ts";
import { dockerfileError } from "./errors.ts";

/** Makes a target of one entry: ready to build, or failed already when there is no such file. */
export async function toTarget(entry: ListEntry, context: EntryContext): Promise<Target> {
  const { file, minSeverity, cwd, plugin } = context;
  const { line, text } = entry;
  const at = `${file.name} line ${line}`;
  const common = { kind: "dockerfile", minSeverity, origin: { from: file.name, line } } as const;
  try {
    if (entry.isTooLong) {
      const reason = `the line is longer than ${MAX_LINE_BYTES} bytes`;
      throw dockerfileError("DOCKERFILE_UNREADABLE", { path: toPrintable(text), at, reason });
    }
    await checkDockerfile(text, { at, cwd });
    return { id: `dockerfile:${text}`, dockerfile: text, ...common };
  } catch (error) {
    const settled = { status: "failed", error: toFailure(error, { plugin, stage: "targets" }) } as const;
    const name = entry.isTooLong ? toPrintable(text) : text;
    return { id: `dockerfile:${name}`, dockerfile: name, ...common, settled };
  }
}

/** Where a Dockerfile was named, and where its path starts. */
interface DockerfilePlace {
  /** For messages: `input_images_files.txt line 3`. */
  readonly at: string;
  readonly cwd: string;
}

/**
 * Checks that a path names a file that can be read.
 *
 * @throws {ScanError} DOCKERFILE_NOT_FOUND, DOCKERFILE_UNREADABLE
 */
async function checkDockerfile(text: string, { at, cwd }: DockerfilePlace): Promise<void> {
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
