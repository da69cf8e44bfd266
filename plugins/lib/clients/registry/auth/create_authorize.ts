import type { Http } from "../../../../../core/mod.ts";
import type { Credential } from "../credentials/credential.ts";
import type { Challenge } from "./challenge.ts";
import { fetchToken, toBasic } from "./fetch_token.ts";
import { createTokenCache } from "./token_cache.ts";

/** Who asks for what, and what the registry is known to want. */
export interface Ask {
  /** The registry that wants it. */
  readonly domain: string;
  readonly credential: Credential;
  /** Absent where it is not known yet what the registry wants. */
  readonly challenge: Challenge | undefined;
  readonly scope: string;
  /** The `Authorization` that was just refused. */
  readonly stale?: string | undefined;
  /** Called when the login itself is wrong, rather than that it may not do this. */
  readonly onWrong: () => void;
  /** What it is for, for messages. */
  readonly doing: string;
}

/** Gives the `Authorization` of a request; nothing where there is none to give. */
export type Authorize = (ask: Ask) => Promise<string | undefined>;

/** How token services are reached. */
export interface AuthorizeOptions {
  readonly http: Http;
  /** Whether they may be reached over plain HTTP beyond this machine. */
  readonly insecure: boolean;
  /** Told each token that is issued, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

const BEARER = "Bearer ";

/** Makes what turns logins into `Authorization` headers. Tokens are kept for as long as they hold. */
export function createAuthorize({ http, insecure, addSecret }: AuthorizeOptions): Authorize {
  const getToken = createTokenCache();
  const ids = new Map<Credential, number>();

  function toId(credential: Credential): number {
    const id = ids.get(credential) ?? ids.size;
    ids.set(credential, id);
    return id;
  }

  return async ({ credential, domain, challenge, scope, stale, onWrong, doing }) => {
    if (credential.kind === "bearer") return BEARER + credential.token;
    if (challenge === undefined) return undefined;
    if (challenge.scheme === "basic") return credential.kind === "basic" ? toBasic(credential) : undefined;
    const { realm = "", service } = challenge.params;
    const key = JSON.stringify([domain, realm, service, scope, toId(credential)]);
    const fetch = async () => {
      const options = { http, insecure, domain, onWrong, doing };
      const token = await fetchToken({ realm, service, scope, credential }, options);
      addSecret(token.text);
      return token;
    };
    return BEARER + (await getToken(key, { fetch, stale: stale?.slice(BEARER.length) }));
  };
}
