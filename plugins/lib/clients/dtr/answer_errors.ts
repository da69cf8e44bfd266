import { z } from "zod";
import { errorCode, findRoot, toReason } from "../../../../core/kit.ts";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { SERVER_WORDS_LENGTH, toPrintable } from "../oci/mod.ts";
import { dtrError } from "./errors.ts";
import { type DtrAnswer, type DtrRequest, isTimeout, parseJson } from "./exchange.ts";
import { aborted } from "./limiter.ts";

const serverError = z.object({ code: z.string(), message: z.string().optional() });
const envelope = z.object({ errors: z.array(serverError).min(1) });

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
export interface AnswerErrorOptions {
  readonly request: DtrRequest;
  /** The address of the DTR. */
  readonly url: string;
  readonly user: string;
}

/** The error that an answer stands for; undefined when it is a good one. */
export function buildAnswerError(answer: DtrAnswer, options: AnswerErrorOptions): ScanError | undefined {
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
export function buildCallError(cause: unknown, options: AnswerErrorOptions & CallLimits): ScanError {
  const { request, url, timeoutMs, signal } = options;
  if (signal.aborted) return aborted(signal);
  if (isScanError(cause) && cause.code !== "HTTP_FAILED") return cause;
  const call = { doing: request.doing, url };
  if (isTimeout(cause)) return dtrError("DTR_TIMEOUT", { ...call, seconds: timeoutMs / 1000 }, { cause });
  const code = CERTIFICATE.test(errorCode(findRoot(cause)) ?? "") ? "DTR_TLS" : "DTR_UNREACHABLE";
  return dtrError(code, { ...call, reason: toReason(cause) }, { cause });
}

/** The error in an answer; some versions put a list around it, some do not. */
function findServerError({ text }: DtrAnswer): z.infer<typeof serverError> | undefined {
  const value = parseJson(text);
  return envelope.safeParse(value).data?.errors[0] ?? serverError.safeParse(value).data;
}

/** An answer in one line: `403 NOT_AUTHORIZED: The client is not authorized.` */
function describeAnswer(answer: DtrAnswer): string {
  const error = findServerError(answer);
  const words =
    error === undefined ? describeBody(answer) : quote([error.code, error.message].filter(Boolean).join(": "));
  return [String(answer.status), words].filter((part) => part !== "").join(" ");
}

/** Whether an answer is a page for people. */
function isHtml({ headers, text }: DtrAnswer): boolean {
  return /html/i.test(headers.get("content-type") ?? "") || /^\s*<(!doctype|html)/i.test(text);
}

function describeBody(answer: DtrAnswer): string {
  if (isHtml(answer)) return "with an HTML page";
  const [line = ""] = answer.text.trim().split(/\r?\n/, 1);
  return quote(line);
}

/** What a server says, safe to show. */
function quote(text: string): string {
  return toPrintable(text, SERVER_WORDS_LENGTH);
}
