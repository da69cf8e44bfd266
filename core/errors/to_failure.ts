import type { Failure } from "../model/mod.ts";
import { isScanError, ScanError } from "./scan_error.ts";

/** The plugin and the stage that failed. */
export interface FailurePlace {
  readonly plugin?: string | undefined;
  readonly stage: string;
}

/** Turns anything thrown into the data of a failed outcome. */
export function toFailure(error: unknown, { plugin: caller, stage }: FailurePlace): Failure {
  if (!isScanError(error)) {
    const plugin = caller === undefined ? {} : { plugin: caller };
    return {
      ...{ code: "PLUGIN_FAILED", message: toReason(error), ...plugin, stage },
      ...{ retryable: false, fatal: false, usage: false },
    };
  }
  const { code, message, hint, plugin = caller, retryable, fatal = false, usage } = error;
  const known = { ...(hint !== undefined && { hint }), ...(plugin !== undefined && { plugin }) };
  return { code, message, ...known, stage, retryable, fatal, usage };
}

/** Makes the error of a failure, for whoever throws it again. */
export function toScanError({ code, message, hint, plugin, retryable, fatal, usage }: Failure): ScanError {
  return new ScanError(message, { code, hint, plugin, retryable, fatal, usage });
}

/** The first line of what an error of any kind says. */
export function toReason(error: unknown): string {
  const text = toErrorText(error).trim();
  return text.split("\n", 1)[0] || "an error without a message";
}

/** All that an error of any kind says; anything can be thrown, also what throws itself when it is looked at. */
export function toErrorText(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message || error.name : error);
  } catch {
    return "an error that cannot be read";
  }
}
