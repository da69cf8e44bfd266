import { errorCode, findRoot, toReason } from "../../../../core/kit.ts";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { dtrError } from "./errors.ts";
import { type DtrAnswer, type DtrRequest, isTimeout } from "./exchange.ts";
import { aborted } from "./gate.ts";
import { describeAnswer, findServerError, isHtml, quote } from "./server_words.ts";

/** What is missing, by DTR's codes. */
const MISSING: Readonly<Record<string, string>> = {
  NO_SUCH_ACCOUNT: "namespace",
  NO_SUCH_REPOSITORY: "repository",
  NO_SUCH_TAG: "tag, or none for this platform",
  NO_SUCH_REF: "tag",
};
const NO_SCANNING: ReadonlySet<string> = new Set(["SCANNING_NOT_ENABLED", "SCANNING_DB_NOT_READY"]);
/** Server errors apart: what asks for patience. */
const PASSING: ReadonlySet<number> = new Set([408, 425]);
const CERTIFICATE = /CERT|LEAF_SIGNATURE|INVALID_CA/;

/** What errors are made from besides the answer. */
export interface ToErrorOptions {
  readonly request: DtrRequest;
  /** The address of the DTR. */
  readonly url: string;
  readonly user: string;
}

/** The error that an answer stands for; undefined when it is a good one. */
export function toAnswerError(answer: DtrAnswer, options: ToErrorOptions): ScanError | undefined {
  const { status } = answer;
  if (status >= 200 && status < 300 && !isHtml(answer)) return undefined;
  const { request, url, user } = options;
  const call = { doing: request.doing, url };
  const words = describeAnswer(answer);
  const retryAfter = answer.headers.get("retry-after");
  const refusal = {
    ...call,
    answer: retryAfter === null ? words : `${words}; Retry-After: ${quote(retryAfter)}`,
  };
  const { code = "" } = findServerError(answer) ?? {};
  const missing = MISSING[code];

  if (status === 401) return dtrError("DTR_AUTH", { ...refusal, user });
  if (status === 403) return dtrError("DTR_FORBIDDEN", refusal);
  if (status === 429) return dtrError("DTR_RATE_LIMITED", refusal);
  if (status >= 500 || PASSING.has(status)) return dtrError("DTR_SERVER", refusal);
  if (status === 404 && missing !== undefined) return dtrError("DTR_NOT_FOUND", { ...call, missing });
  if (status === 400 && NO_SCANNING.has(code)) return dtrError("DTR_SCANNING_DISABLED", refusal);
  if (status >= 400 && status !== 404 && code !== "") return dtrError("DTR_REFUSED", refusal);
  const reason = findGoal(answer) ?? `it answers ${refusal.answer}`;
  return dtrError("DTR_NOT_AN_API", { ...call, reason });
}

/** Where an answer sends its callers on to. Of the address only what cannot hold a secret. */
function findGoal({ status, headers }: DtrAnswer): string | undefined {
  const location = headers.get("location");
  if (status < 300 || status >= 400 || location === null) return undefined;
  return `it sends callers on to ${quote(location.replace(/[?#].*$/s, ""))}`;
}

/** What ended a call that has no answer. */
export interface CallLimits {
  readonly timeoutMs: number;
  readonly signal: AbortSignal;
}

/** The error for a request without an answer. */
export function toCallError(cause: unknown, options: ToErrorOptions & CallLimits): ScanError {
  const { request, url, timeoutMs, signal } = options;
  if (signal.aborted) return aborted(signal);
  if (isScanError(cause) && cause.code !== "HTTP_FAILED") return cause;
  const call = { doing: request.doing, url };
  if (isTimeout(cause)) return dtrError("DTR_TIMEOUT", { ...call, seconds: timeoutMs / 1000 }, { cause });
  const code = CERTIFICATE.test(errorCode(findRoot(cause)) ?? "") ? "DTR_TLS" : "DTR_UNREACHABLE";
  return dtrError(code, { ...call, reason: toReason(cause) }, { cause });
}
