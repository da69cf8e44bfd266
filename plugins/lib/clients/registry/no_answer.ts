import { errorCode, findRoot } from "../../../../core/kit.ts";

const CERTIFICATE_CODE = /CERT|^UNABLE_TO_/;
/** What Node calls a certificate that it does not accept, and an answer that is no TLS. */
const TLS_CODE = /CERT|^ERR_(?:TLS|SSL)_|^UNABLE_TO_|^EPROTO$/;

/** The code of the error for a request to a registry that got no answer. */
export function toNoAnswerCode(error: unknown) {
  const code = errorCode(findRoot(error)) ?? "";
  if (code === "ENOTFOUND") return "REGISTRY_UNKNOWN";
  return TLS_CODE.test(code) ? "REGISTRY_CERTIFICATE" : "REGISTRY_UNREACHABLE";
}

/** Whether the other side speaks TLS, but shows a certificate that is not accepted. */
export function isDistrusted(error: unknown): boolean {
  return CERTIFICATE_CODE.test(errorCode(findRoot(error)) ?? "");
}
