import type { Response } from "undici";
import { z } from "zod";
import { coreError, errorCode, findRoot, readLimited } from "../../../../core/kit.ts";
import { isScanError, ScanError } from "../../../../core/mod.ts";
import { SERVER_WORDS_LENGTH, toPrintable } from "../oci/mod.ts";
import { registryError } from "./errors.ts";

const MAX_BYTES = 65_536;
const bodySchema = z.object({ errors: z.array(z.object({ code: z.string(), message: z.string().nullish() })).min(1) });
/** Some say under another status that it is too much: "DENIED: Rate exceeded" with a 403 is ECR's. */
const TOO_MUCH = /TOOMANYREQUESTS|too many requests|rate (?:limit )?exceeded/i;
/** Precondition Failed is what Harbor answers where a project's rules forbid to pull; the other is what the law forbids. */
const POLICY_STATUSES: ReadonlySet<number> = new Set([412, 451]);
/** Server errors apart: what asks for patience. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425]);
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const CERTIFICATE_CODE = /CERT|^UNABLE_TO_/;
/** What Node calls a certificate that it does not accept, and an answer that is no TLS. */
const TLS_CODE = /CERT|^ERR_(?:TLS|SSL)_|^UNABLE_TO_|^EPROTO$/;

/** The codes of failures that may be of a whole host, rather than of one image. */
const OF_HOST: ReadonlySet<string> = new Set([
  "REGISTRY_UNREACHABLE",
  "REGISTRY_UNKNOWN",
  "REGISTRY_CERTIFICATE",
  "REGISTRY_RATE_LIMITED",
]);

/** Whether a failure may be one of the whole host, rather than of one image. */
export function isOfHost(error: unknown): error is ScanError {
  return isScanError(error) && OF_HOST.has(error.code);
}

/** What is known of a failure that may be one of the whole host. */
export interface HostFailureFacts {
  /** Whether the host has said it itself; else there was no answer, or none that could be understood. */
  readonly isAnswer: boolean;
  /** Whether the connection is refused, or no host has that name. */
  readonly isNobodyThere: boolean;
  /** What went wrong, without what was being asked for: `HTTP 429`, `ghcr.io: connect ECONNREFUSED`. */
  readonly reason: string;
}

/** A failure of this client that may be one of the whole host, with what a circuit decides by. */
export class HostFailure extends ScanError implements HostFailureFacts {
  readonly isAnswer: boolean;
  readonly isNobodyThere: boolean;
  readonly reason: string;

  constructor(error: ScanError, { isAnswer, isNobodyThere, reason }: HostFailureFacts) {
    super(error.message, error, error.cause);
    this.isAnswer = isAnswer;
    this.isNobodyThere = isNobodyThere;
    this.reason = reason;
  }
}

/** What an answer that is no success means. */
export interface StatusErrorOptions {
  readonly doing: string;
  /** Who answered, where it is not the registry itself. */
  readonly by?: string;
}

/**
 * Builds the error of an answer that is no success, from its status and from what its body says. A 404 of the token
 * service is no missing image.
 */
export async function statusError(response: Response, { doing, by }: StatusErrorOptions): Promise<ScanError> {
  const { status } = response;
  const said = await readReason(response);
  const reason = `${by === undefined ? "" : `${by} answers `}HTTP ${status}${said === undefined ? "" : `, ${said}`}`;
  const error = registryError(codeOf(status, { isRegistry: by === undefined, said }), { doing, reason });
  return isOfHost(error) ? new HostFailure(error, { isAnswer: true, isNobodyThere: false, reason }) : error;
}

function codeOf(status: number, { isRegistry, said = "" }: { isRegistry: boolean; said: string | undefined }) {
  if (status === 429 || TOO_MUCH.test(said)) return "REGISTRY_RATE_LIMITED";
  if (POLICY_STATUSES.has(status)) return "REGISTRY_POLICY";
  if (status === 401 || status === 403) return "REGISTRY_AUTH";
  if (status === 404 && isRegistry) return "IMAGE_NOT_FOUND";
  return status >= 500 || PASSING_STATUSES.has(status) ? "REGISTRY_UNREACHABLE" : "REGISTRY_BAD_ANSWER";
}

/** The first error of a body in the form of the distribution spec; nothing where it is in another. */
async function readReason(response: Response): Promise<string | undefined> {
  try {
    const [first] = bodySchema.parse(JSON.parse(String(await readLimited(response, MAX_BYTES)))).errors;
    return first && toPrintable(`${first.code}${first.message ? `: ${first.message}` : ""}`, SERVER_WORDS_LENGTH);
  } catch {
    return undefined;
  }
}

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
    throw noAnswerError(doing, error);
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

/** Builds the error for a request that got no answer; the HTTP service says why. */
export function noAnswerError(doing: string, failure: ScanError): HostFailure {
  const code = errorCode(findRoot(failure)) ?? "";
  const error = registryError(noAnswerCodeOf(code), { doing, reason: failure.message }, { cause: failure });
  const isNobodyThere = code === "ECONNREFUSED" || code === "ENOTFOUND";
  return new HostFailure(error, { isAnswer: false, isNobodyThere, reason: describeRequest(failure) });
}

function noAnswerCodeOf(code: string) {
  if (code === "ENOTFOUND") return "REGISTRY_UNKNOWN";
  return TLS_CODE.test(code) ? "REGISTRY_CERTIFICATE" : "REGISTRY_UNREACHABLE";
}

/** What went wrong with a request, by its host alone. */
function describeRequest({ message }: ScanError): string {
  const [, url, reason] = /^\w+ (\S+) failed: (.+)$/s.exec(message) ?? [];
  if (url === undefined) return message;
  return `${URL.canParse(url) ? new URL(url).host : url}: ${reason}`;
}

/** Whether the other side speaks TLS, but shows a certificate that is not accepted. */
export function isDistrusted(error: unknown): boolean {
  return CERTIFICATE_CODE.test(errorCode(findRoot(error)) ?? "");
}
