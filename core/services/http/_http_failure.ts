import { coreError, findRoot, type ScanError, toReason } from "../../errors/mod.ts";
import { errorCode } from "../files/file_error.ts";

const NOT_TRUSTED = "the certificate is not trusted";
const REASONS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: "the certificate has expired",
  DEPTH_ZERO_SELF_SIGNED_CERT: NOT_TRUSTED,
  EAI_AGAIN: "the name server does not answer",
  ECONNABORTED: "the connection was closed by the other side",
  ECONNREFUSED: "connection refused",
  ECONNRESET: "the connection was closed by the other side",
  EHOSTUNREACH: "host not reachable",
  ENETUNREACH: "network not reachable",
  ENOTFOUND: "host not found",
  EPIPE: "the connection was closed by the other side",
  EPROTO: "the other side does not speak TLS",
  ERR_SSL_WRONG_VERSION_NUMBER: "the other side does not speak TLS",
  ERR_TLS_CERT_ALTNAME_INVALID: "the certificate is for another host",
  ETIMEDOUT: "timed out while connecting",
  SELF_SIGNED_CERT_IN_CHAIN: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT: NOT_TRUSTED,
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: NOT_TRUSTED,
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: NOT_TRUSTED,
  UND_ERR_CONNECT_TIMEOUT: "timed out while connecting",
  UND_ERR_SOCKET: "the connection was closed by the other side",
};

/** Errors after which the same request may well succeed a moment later. */
const TRANSIENT: ReadonlySet<string | undefined> = new Set([
  "EAI_AGAIN",
  "ECONNABORTED",
  "ECONNRESET",
  "EPIPE",
  "UND_ERR_SOCKET",
]);

/** Whether the connection broke, rather than that there is nothing to connect to. */
export function isTransient(error: unknown): boolean {
  return TRANSIENT.has(errorCode(findRoot(error)));
}

/** Whether something came over the connection that is no answer: it may belong to the request before. */
export function isOutOfStep(error: unknown): boolean {
  const root = findRoot(error);
  // Its code is left out for some of these.
  return root instanceof Error && root.name === "HTTPParserError";
}

/** Which request an error is about. */
export interface RequestName {
  readonly method: string;
  /** Without user info and query, which may hold secrets. */
  readonly url: string;
}

/** The error for a request without an answer: in words, with what was thrown as the cause. */
export function httpFailed({ method, url }: RequestName, cause: unknown, reason = describeHttpError(cause)): ScanError {
  return coreError("HTTP_FAILED", { method, url, reason }, { cause });
}

function describeHttpError(error: unknown): string {
  const root = findRoot(error);
  return REASONS[errorCode(root) ?? ""] ?? toReason(root);
}
