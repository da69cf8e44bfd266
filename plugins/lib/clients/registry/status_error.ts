import type { Response } from "undici";
import { z } from "zod";
import { readLimited } from "../../../../core/kit.ts";
import type { ScanError } from "../../../../core/mod.ts";
import { SERVER_WORDS_LENGTH, toPrintable } from "../oci/mod.ts";
import { registryError } from "./errors.ts";

const MAX_BYTES = 65_536;
const bodySchema = z.object({ errors: z.array(z.object({ code: z.string(), message: z.string().nullish() })).min(1) });

/** What an answer that is no success means. */
export interface StatusErrorOptions {
  readonly doing: string;
  /** Who answered, where it is not the registry itself. */
  readonly by?: string;
}

/**
 * Makes the error of an answer that is no success, from its status and from what its body says. A 404 of the token
 * service is no missing image.
 */
export async function statusError(response: Response, { doing, by }: StatusErrorOptions): Promise<ScanError> {
  const { status } = response;
  const said = await readReason(response);
  const reason = `${by === undefined ? "" : `${by} answers `}HTTP ${status}${said === undefined ? "" : `, ${said}`}`;
  return registryError(toCode(status, { isRegistry: by === undefined, said }), { doing, reason });
}

/** Some say under another status that it is too much: "DENIED: Rate exceeded" with a 403 is ECR's. */
const TOO_MUCH = /TOOMANYREQUESTS|too many requests|rate (?:limit )?exceeded/i;
/** Precondition Failed is what Harbor answers where a project's rules forbid to pull; the other is what the law forbids. */
const POLICY_STATUSES: ReadonlySet<number> = new Set([412, 451]);
/** Server errors apart: what asks for patience. */
const PASSING_STATUSES: ReadonlySet<number> = new Set([408, 425]);

function toCode(status: number, { isRegistry, said = "" }: { isRegistry: boolean; said: string | undefined }) {
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
