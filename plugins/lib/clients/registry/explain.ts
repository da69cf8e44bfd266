import { coreError } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import { registryError } from "./errors.ts";
import { toNoAnswerCode } from "./no_answer.ts";

const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** The limit of a piece of work. */
export interface ExplainOptions {
  /** How long it may take, however many requests it makes, in milliseconds. */
  readonly timeoutMs: number;
  /** What is asked, for messages. */
  readonly url: string;
}

/**
 * Does some work; that there was no answer becomes an error that says what for.
 *
 * @throws {ScanError} REGISTRY_UNKNOWN, REGISTRY_CERTIFICATE, REGISTRY_UNREACHABLE in place of HTTP_FAILED
 */
export async function explain<T>(doing: string, work: () => Promise<T>, options?: ExplainOptions): Promise<T> {
  try {
    return await (options === undefined ? work() : inTime(work(), options));
  } catch (error) {
    if (!isScanError(error) || error.code !== "HTTP_FAILED") throw error;
    throw registryError(toNoAnswerCode(error), { doing, reason: error.message }, { cause: error });
  }
}

/** What still runs then is left to the limit of its own request: others may wait for the same token. */
async function inTime<T>(work: Promise<T>, { timeoutMs, url }: ExplainOptions): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => {
        const reason = `timed out after ${timeoutMs / 1000} s in all`;
        reject(
          coreError("HTTP_FAILED", { method: "GET", url, reason }, { cause: new DOMException(reason, "TimeoutError") }),
        );
      },
      Math.min(timeoutMs, LONGEST_TIMER_MS),
    );
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
