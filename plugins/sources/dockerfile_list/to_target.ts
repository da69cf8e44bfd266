import { toFailure } from "../../../core/kit.ts";
import type { Severity, Target } from "../../../core/mod.ts";
import { toPrintable } from "../../lib/clients/oci/mod.ts";
import { type ListEntry, type ListFile, MAX_LINE_BYTES } from "../../lib/list_file/mod.ts";
import { checkDockerfile } from "./check_dockerfile.ts";
import { dockerfileError } from "./errors.ts";

/** What is the same for all targets of one list. */
export interface ToTargetOptions {
  readonly file: ListFile;
  readonly minSeverity: Severity;
  /** The absolute folder that relative paths start from. */
  readonly cwd: string;
  /** The name of the plugin that fails a line. */
  readonly plugin: string;
}

/** Makes a target of one entry: ready to build, or failed already when there is no such file. */
export async function toTarget(entry: ListEntry, options: ToTargetOptions): Promise<Target> {
  const { file, minSeverity, cwd, plugin } = options;
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
