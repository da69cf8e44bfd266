import { isScanError } from "../../../core/mod.ts";
import { registryError } from "./errors.ts";
import { toNoAnswerCode } from "./no_answer.ts";

/**
 * Does some work; that there was no answer becomes an error that says what for.
 *
 * @throws {ScanError} REGISTRY_UNKNOWN, REGISTRY_CERTIFICATE, REGISTRY_UNREACHABLE in place of HTTP_FAILED
 */
export async function explain<T>(doing: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isScanError(error) || error.code !== "HTTP_FAILED") throw error;
    throw registryError(toNoAnswerCode(error), { doing, reason: error.message }, { cause: error });
  }
}
