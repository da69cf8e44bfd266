import type { Failure } from "../model/mod.ts";
import { isScanError } from "./scan_error.ts";

/** Where a failure happened. */
export interface FailurePlace {
  readonly plugin?: string | undefined;
  readonly stage: string;
}

/** Turns anything thrown into the data of a failed outcome. */
export function toFailure(error: unknown, place: FailurePlace): Failure {
  if (isScanError(error)) {
    const { code, message, hint, retryable } = error;
    return { code, message, hint, plugin: error.plugin ?? place.plugin, stage: place.stage, retryable, cause: error };
  }
  return { code: "PLUGIN_FAILED", message: toReason(error), ...place, retryable: false, cause: error };
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
