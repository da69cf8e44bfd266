import type { Response } from "undici";
import type { HttpInit } from "../../../../core/kit.ts";
import { isScanError } from "../../../../core/mod.ts";
import type { Credential } from "./credentials/credential.ts";
import type { FindCredentials } from "./credentials/find_credentials.ts";
import { registryError } from "./errors.ts";
import { type AuthorizeOptions, type Challenge, createAuthorize } from "./tokens.ts";

/** A word, and what stands behind its equals sign, quoted or not. */
const PART = /[\s,]*([^\s,="]+)(?:\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]*)))?/gy;

/** One request to a repository. */
export interface RegistryRequest {
  readonly domain: string;
  readonly repository: string;
  readonly url: URL;
  readonly init: HttpInit & { readonly headers: Readonly<Record<string, string>> };
  /** What it is for, for messages. */
  readonly doing: string;
}

/** One request within a repository. */
export interface RepositoryRequest {
  /** @default {"GET"} */
  readonly method?: "GET" | "HEAD";
  readonly accept: string;
}

/** Sends a request to a path within a repository (`manifests/1.0`), or from the root of its registry (`/v2/...`). */
export type SendToRegistry = (path: string, request: RepositoryRequest) => Promise<Response>;

/** Sends requests with the login that their registry wants. */
export type Authorizer = (request: RegistryRequest) => Promise<Response>;

/** What an authorizer works with. */
export interface AuthorizerOptions extends AuthorizeOptions {
  readonly findCredentials: FindCredentials;
}

/**
 * Makes what sends requests as each of a registry's logins in turn, until one gets what it asks for. What a registry
 * wants (a token for each repository, user and password, or nothing) is learnt from its first 401. A token that is
 * refused is renewed once. A login that is wrong is sent once in the run: sent for each image, it may lock the account.
 *
 * @throws {ScanError} REGISTRY_AUTH, REGISTRY_LOGIN, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER,
 * HTTP_FAILED, ABORTED
 */
export function createAuthorizer({ findCredentials, ...options }: AuthorizerOptions): Authorizer {
  const { http } = options;
  const challenges = new Map<string, Challenge>();
  const wrong = new Set<Credential>();
  const authorize = createAuthorize(options);
  const firstAlone = createFirstAlone<Credential>();

  async function sendAs(credential: Credential, request: RegistryRequest): Promise<Response> {
    const { domain, repository, url, init } = request;
    const onWrong = () => void (credential.kind !== "anonymous" && wrong.add(credential));
    // A token is fetched for all who want it: what goes wrong is not about one image.
    const common = { credential, domain, onWrong, doing: `get a token for "${domain}/${repository}"` };
    const scope = `repository:${repository}:pull`;

    async function send(authorization: string | undefined): Promise<Response> {
      const headers = { ...init.headers, ...(authorization !== undefined && { authorization }) };
      const response = await http(url, { ...init, headers });
      // With a token, a 401 may mean no more than that it is not for this.
      if (response.status === 401 && authorization?.startsWith("Basic ")) onWrong();
      return response;
    }

    const first = await authorize({ ...common, scope, challenge: challenges.get(domain) });
    const response = await send(first);
    const challenge = response.status === 401 ? findChallenge(response) : undefined;
    if (challenge === undefined) return response;
    challenges.set(domain, challenge);
    const { scope: asked = scope } = challenge.params;
    const second = await authorize({ ...common, scope: asked, challenge, stale: first });
    if (second === undefined || second === first) return response;
    await response.body?.cancel();
    return send(second);
  }

  return async (request) => {
    const { domain, repository, doing } = request;
    let failure: unknown;
    let refusal: Response | undefined;
    for (const credential of await findCredentials(domain, repository)) {
      try {
        const response = await firstAlone(credential, async () =>
          wrong.has(credential) ? undefined : sendAs(credential, request),
        );
        if (response === undefined) continue;
        if (!isRefusal(response.status)) return response;
        // That there is no such image is more telling than that another login may not look.
        if (refusal?.status === 404) await response.body?.cancel();
        else {
          await refusal?.body?.cancel();
          refusal = response;
        }
      } catch (error) {
        if (!isScanError(error) || error.code !== "REGISTRY_AUTH") throw error;
        failure = error;
      }
    }
    if (refusal !== undefined) return refusal;
    throw failure ?? registryError("REGISTRY_AUTH", { doing, reason: "the login was refused before" });
  };
}

/** Whether another login might be given another answer. */
function isRefusal(status: number): boolean {
  return status === 401 || status === 403 || status === 404;
}

/** Does something for a key; while the first for a key is under way, the others of that key wait for its end. */
type FirstAlone<K> = <T>(key: K, work: () => Promise<T>) => Promise<T>;

/** Lets the first of many calls go ahead alone: what it learns can keep the others from being made. */
function createFirstAlone<K>(): FirstAlone<K> {
  const firsts = new Map<K, Promise<unknown>>();

  return async (key, work) => {
    const first = firsts.get(key);
    if (first !== undefined) {
      await first.catch(() => undefined);
      return work();
    }
    const going = work();
    firsts.set(key, going);
    return going;
  };
}

/**
 * Reads a `WWW-Authenticate` header, also one that is several joined by commas. Commas, equals signs and escapes in
 * quotes belong to the value. What is not to be understood is passed over.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc9110#name-www-authenticate}
 */
export function parseChallenges(header: string): readonly Challenge[] {
  const challenges: { scheme: string; params: Record<string, string> }[] = [];
  for (const [, name = "", quoted, plain] of header.matchAll(PART)) {
    const value = quoted?.replace(/\\(.)/g, "$1") ?? plain;
    if (value === undefined) challenges.push({ scheme: name.toLowerCase(), params: {} });
    else Object.assign(challenges.at(-1)?.params ?? {}, { [name.toLowerCase()]: value });
  }
  return challenges;
}

/** The way that a refused request shows which we know: a token, or else user and password. */
function findChallenge({ headers }: Pick<Response, "headers">): Challenge | undefined {
  const challenges = parseChallenges(headers.get("www-authenticate") ?? "");
  return (
    challenges.find(({ scheme, params }) => scheme === "bearer" && params.realm !== undefined) ??
    challenges.find(({ scheme }) => scheme === "basic")
  );
}
