import { type Answer, jsonAnswer } from "../registry/mod.ts";

/** DTR's own error codes and texts, each with its status. */
const REFUSALS = {
  INVALID_PARAMETERS: [400, "Unable to parse query parameters"],
  SCANNING_NOT_ENABLED: [400, "Scanning is not enabled"],
  NOT_AUTHENTICATED: [401, "The client is not authenticated."],
  NOT_AUTHORIZED: [403, "The client is not authorized."],
  NO_SUCH_ACCOUNT: [404, "An account with the given name does not exist."],
  NO_SUCH_REPOSITORY: [404, "A repository with the given name does not exist."],
  NO_SUCH_TAG: [404, "A tag with the given name does not exist for the given repository."],
  NO_SUCH_REF: [404, "A ref with the given name does not exist for the given repository."],
  NOT_ALLOWED: [405, "Method Not Allowed"],
} as const satisfies Record<string, readonly [status: number, message: string]>;

/** A code of DTR for what it does not do. */
export type RefusalCode = keyof typeof REFUSALS;

/** An error as DTR answers it; `bare` without the list around it, as some versions do with 401. */
export function refuse(code: RefusalCode, form: "enveloped" | "bare" = "enveloped"): Answer {
  const [status, message] = REFUSALS[code];
  const error = { code, message };
  return { ...jsonAnswer(form === "bare" ? error : { errors: [error] }), status };
}
