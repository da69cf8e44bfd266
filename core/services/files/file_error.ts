import { coreError, type ScanError, toReason } from "../../errors/mod.ts";

const REASONS: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EBUSY: "the file is in use",
  EDQUOT: "the disk quota is used up",
  EEXIST: "there is a file of that name",
  EFBIG: "the file would be too large",
  EIO: "the disk reports an error",
  EISDIR: "there is a folder of that name",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
  ENAMETOOLONG: "the name is too long",
  ENFILE: "too many open files",
  ENOENT: "no such folder",
  ENOSPC: "no space left",
  ENOTDIR: "not a folder",
  EPERM: "operation not permitted",
  EROFS: "the file system is read-only",
  // Node's own: of a path, nothing else can be wrong.
  ERR_INVALID_ARG_VALUE: "there is a NUL byte in the name",
};

/** What an error of the operating system about a file means, in words. */
export function toFileReason(error: unknown): string {
  return REASONS[errorCode(error) ?? ""] ?? toReason(error);
}

/** The `code` of an error of the operating system: `ENOENT`. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !("code" in error)) return undefined;
  return typeof error.code === "string" ? error.code : undefined;
}

/** The error for a file that cannot be written. */
export function fileWriteError(path: string, cause: unknown): ScanError {
  return coreError("FILE_WRITE", { path, reason: toFileReason(cause) }, { cause });
}

/**
 * Runs a step that writes a file.
 *
 * @throws {ScanError} FILE_WRITE in place of whatever the step throws
 */
export async function guardWrite<T>(path: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    throw fileWriteError(path, cause);
  }
}
