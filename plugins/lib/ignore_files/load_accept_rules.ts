import { relative, resolve } from "node:path";
import { type AcceptRule, errorCode, loadText, toFileReason } from "../../../core/kit.ts";
import { isScanError } from "../../../core/mod.ts";
import { readVex } from "../vex/read_vex.ts";
import { ignoreFileError } from "./errors.ts";
import { loadIgnoreFile } from "./load_ignore_file.ts";
import type { IgnoreFileOptions } from "./options.ts";

const MAX_VEX_BYTES = 268_435_456;

/**
 * Loads what the options `ignoreFile` and `vex` accept. No scanner gets these files: findings are marked after the scan, so
 * that kept results hold whatever they say.
 *
 * @throws {ScanError} TRIVY_OPTION_FILE, TRIVY_IGNORE_FILE
 */
export async function loadAcceptRules(
  { ignoreFile, vex = [] }: IgnoreFileOptions,
  { cwd }: { readonly cwd: string },
): Promise<readonly AcceptRule[]> {
  const rules: AcceptRule[] = [];
  if (ignoreFile !== undefined) {
    rules.push(
      ...(await loadOptionFile(resolve(cwd, ignoreFile), { option: "ignoreFile", cwd, load: loadIgnoreFile })),
    );
  }
  for (const file of new Set([vex].flat().map((path) => resolve(cwd, path)))) {
    rules.push(...(await loadOptionFile(file, { option: "vex", cwd, load: loadVexFile })));
  }
  return rules;
}

async function loadVexFile(file: string, name: string): Promise<readonly AcceptRule[]> {
  return readVex(await loadText(file, { maxBytes: MAX_VEX_BYTES }), name);
}

interface LoadFileOptions {
  readonly option: string;
  readonly cwd: string;
  /** Loads what it holds, by its absolute path and what it is called in reports. */
  load(file: string, name: string): Promise<readonly AcceptRule[]>;
}

async function loadOptionFile(file: string, { option, cwd, load }: LoadFileOptions): Promise<readonly AcceptRule[]> {
  try {
    return (await load(file, showName(file, cwd))).map((rule) => ({ ...rule, file }));
  } catch (cause) {
    if (isScanError(cause)) throw cause;
    const isMissing = errorCode(cause) === "ENOENT";
    const reason = isMissing ? "there is no such file" : toFileReason(cause);
    throw ignoreFileError("TRIVY_OPTION_FILE", { option, file, reason }, { cause });
  }
}

/** What a file is called in reports, which others may read elsewhere. */
function showName(file: string, cwd: string): string {
  return relative(cwd, file) || file;
}
