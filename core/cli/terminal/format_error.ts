import { isScanError, type ScanError, toErrorText, toReason } from "../../errors/mod.ts";
import { printableJson, printableLines } from "../../services/printable.ts";
import { withCallName } from "../call_name.ts";
import { formatFrame } from "./text/frame.ts";

/** How an error is told. */
export interface FormatErrorOptions {
  /** With stack traces and causes. */
  readonly verbose: boolean;
  /** Masks secrets. */
  readonly mask: (text: string) => string;
}

/** The error as lines for the terminal: message, hint, and each of several problems. */
export function formatError(error: unknown, { verbose, mask }: FormatErrorOptions): string {
  // Masked before it is cut: half a secret is not known any more.
  const toText = (one: unknown, indent: string) =>
    [...printableLines(mask(toLines(one).join("\n"))), ...toFrame(one, { mask, indent })].join(`\n${indent}`);
  const lines = [`scan: ${toText(error, "  ")}`];
  if (isScanError(error)) {
    for (const problem of error.problems ?? []) lines.push(`  - ${toText(problem, "    ")}`);
  }
  // No line of these begins as one of the program's own.
  if (verbose) lines.push(...toTrace(error).flatMap((text) => printableLines(mask(text)).map((line) => `  ${line}`)));
  return lines.join("\n");
}

/** The same as one JSON object on one line. */
export function formatErrorJson(
  error: unknown,
  { verbose, mask, exitCode }: FormatErrorOptions & { readonly exitCode: number },
): string {
  const toRecord = (one: unknown) => {
    if (!isScanError(one)) return { code: "UNEXPECTED", message: mask(toReason(one)) };
    const { code, hint, plugin, target, position } = one;
    const { file, line, column } = position ?? {};
    const texts = { message: mask(one.message), hint: hint && mask(hint) };
    return { code, ...texts, plugin, target: target && mask(target), file: file && mask(file), line, column };
  };
  const problems = isScanError(error) ? error.problems?.map(toRecord) : undefined;
  const trace = verbose ? toTrace(error).map(mask) : undefined;
  const time = new Date().toISOString();
  return printableJson({ time, type: "error", ...toRecord(error), problems, trace, exitCode });
}

function toLines(error: unknown): readonly string[] {
  if (!isScanError(error)) return [`unexpected error: ${toReason(error)}`];
  // What was meant stands under the mistake.
  const hint = isLabel(error) ? undefined : error.hint;
  return hint ? [error.message, withCallName(hint)] : [error.message];
}

/** Where the mistake is, for an error that knows. */
function toFrame(error: unknown, { mask, indent }: { readonly mask: FormatErrorOptions["mask"]; indent: string }) {
  if (!isScanError(error) || error.position === undefined) return [];
  const label = isLabel(error) ? error.hint : undefined;
  return formatFrame(error.position, { mask, label, indent: indent.length });
}

/** Whether the hint is what was meant: that of a problem is nothing else. */
function isLabel({ code, position }: ScanError): boolean {
  return position !== undefined && code === "CONFIG_PROBLEM";
}

/** The stacks of an error and its causes, each once: a cause may be one of its own causes. */
function toTrace(error: unknown): readonly string[] {
  const lines: string[] = [];
  const seen = new Set<unknown>();
  try {
    for (let cause = error; cause instanceof Error && !seen.has(cause); cause = cause.cause) {
      if (seen.size > 0) lines.push("caused by:");
      seen.add(cause);
      lines.push(String(cause.stack ?? toErrorText(cause)));
    }
  } catch {
    lines.push("an error that cannot be read");
  }
  return lines;
}
