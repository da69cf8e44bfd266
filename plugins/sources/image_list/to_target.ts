import { toFailure } from "../../../core/kit.ts";
import type { Severity, Target } from "../../../core/mod.ts";
import { ociError, parseReference, toPrintable } from "../../lib/clients/oci/mod.ts";
import { type ListEntry, type ListFile, MAX_LINE_BYTES } from "../../lib/list_file/mod.ts";

/** What is the same for all targets of one list. */
export interface ToTargetOptions {
  readonly file: ListFile;
  readonly minSeverity: Severity;
  /** The name of the plugin that fails a line. */
  readonly plugin: string;
}

/** Makes a target of one entry: ready to scan, or failed already when it is no image reference. */
export function toTarget(entry: ListEntry, { file, minSeverity, plugin }: ToTargetOptions): Target {
  const { line, text } = entry;
  const common = { kind: "image", minSeverity, origin: { from: file.name, line } } as const;
  try {
    checkEntry(entry, `${file.name} line ${line}`);
    return { id: `image:${text}`, image: text, ...common };
  } catch (error) {
    const settled = { status: "failed", error: toFailure(error, { plugin, stage: "targets" }) } as const;
    // The white space keeps this apart from every reference.
    return { id: `image:${file.name} line ${line}`, image: toPrintable(text), ...common, settled };
  }
}

function checkEntry({ text, isTooLong }: ListEntry, at: string): void {
  if (isTooLong) {
    throw ociError("BAD_REFERENCE", { text, reason: `the line is longer than ${MAX_LINE_BYTES} bytes`, at });
  }
  parseReference(text, { at });
}
