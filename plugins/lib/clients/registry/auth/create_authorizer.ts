import type { Response } from "undici";
import type { HttpInit } from "../../../../../core/kit.ts";
import { isScanError } from "../../../../../core/mod.ts";
import type { Credential } from "../credentials/credential.ts";
import type { FindCredentials } from "../credentials/find_credentials.ts";
import { registryError } from "../errors.ts";
import { type Challenge, findChallenge } from "./challenge.ts";
import { type AuthorizeOptions, createAuthorize } from "./create_authorize.ts";
import { createFirstAlone } from "./first_alone.ts";

/** One request to a repository. */
export interface RegistryRequest {
  readonly domain: string;
  readonly repository: string;
  readonly url: URL;
  readonly init: HttpInit & { readonly headers: Readonly<Record<string, string>> };
  /** What it is for, for messages. */
  readonly doing: string;
}

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
