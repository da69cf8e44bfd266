import type { Response } from "undici";
import { z } from "zod";
import { type Http, readLimited } from "../../../../core/kit.ts";
import type { Credential } from "./credentials/credential.ts";
import { isLoopback, mayBePlain } from "./endpoint.ts";
import { registryError } from "./errors.ts";
import { statusError } from "./failures.ts";

const MAX_BYTES = 1_048_576;
/** What the distribution project sets for tokens that do not say how long they hold, in seconds. */
const DEFAULT_LIFE_S = 60;
/** A token is renewed a little before its end: ten seconds, or a tenth of its life where that is less. */
const MARGIN_MS = 10_000;
/** What token services answer that do not know POST. */
const NO_POST: ReadonlySet<number> = new Set([404, 405]);

const answerSchema = z.object({
  token: z.string().nullish(),
  access_token: z.string().nullish(),
  expires_in: z.number().nullish(),
});
const BEARER = "Bearer ";

/** One way in which a server wants to know who asks. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** Names in lower case. */
  readonly params: Readonly<Record<string, string>>;
}

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

/** Finds the `Authorization` of a request; nothing where there is none. */
export type Authorize = (ask: Ask) => Promise<string | undefined>;

/** How token services are reached. */
export interface AuthorizeOptions {
  readonly http: Http;
  /** Whether they may be reached over plain HTTP beyond this machine. */
  readonly insecure: boolean;
  /** Called with each token that is issued, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

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

/** How a token is had that is not there, or no longer. */
interface TokenWanted {
  readonly fetch: () => Promise<Token>;
  /** A token that was just refused, if one was. */
  readonly stale?: string | undefined;
}

/** Finds tokens by key, each fetched once for all who ask at the same time. */
type TokenCache = (key: string, wanted: TokenWanted) => Promise<string>;

/** Makes the tokens of one run. Of many repositories, those used last are kept. */
function createTokenCache(maxTokens = 500): TokenCache {
  const kept = new Map<string, Promise<Token>>();

  return async (key, { fetch, stale }) => {
    const known = kept.get(key);
    if (known !== undefined) {
      const { text, renewAt } = await known;
      if (renewAt > performance.now() && text !== stale) return text;
    }
    // Somebody else may have noticed first, and be fetching already.
    const current = kept.get(key);
    if (current !== undefined && current !== known) return (await current).text;
    const fetching = fetch();
    // Set anew, the newest stand at the end.
    kept.delete(key);
    kept.set(key, fetching);
    const [oldest] = kept.keys();
    if (kept.size > maxTokens && oldest !== undefined) kept.delete(oldest);
    fetching.catch(() => kept.get(key) === fetching && kept.delete(key));
    return (await fetching).text;
  };
}

/** What a token is asked for with. */
export interface TokenRequest {
  readonly realm: string;
  readonly service?: string | undefined;
  /** `repository:library/nginx:pull` */
  readonly scope: string;
  readonly credential: Credential;
}

/** What the token service is reached with. */
export interface FetchTokenOptions {
  readonly http: Http;
  /** Whether it may be reached over plain HTTP beyond this machine. */
  readonly insecure: boolean;
  /** The registry that names the service. */
  readonly domain: string;
  /** Called when the login itself is wrong. */
  readonly onWrong: () => void;
  readonly doing: string;
}

/** A token for one repository. */
export interface Token {
  readonly text: string;
  /** On the clock of `performance.now()`, in milliseconds. */
  readonly renewAt: number;
}

/**
 * Asks a registry's token service for a token: by GET, with user and password if there are any, or by POST with an
 * identity token; by GET also where the service does not know POST.
 *
 * @throws {ScanError} REGISTRY_AUTH, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER, HTTP_FAILED,
 * ABORTED
 * @see {@link https://distribution.github.io/distribution/spec/auth/token/}
 */
export async function fetchToken(request: TokenRequest, options: FetchTokenOptions): Promise<Token> {
  const { doing, onWrong } = options;
  const askedAt = performance.now();
  const response = await send(request, options);
  if (response.status === 401) onWrong();
  if (!response.ok) throw await statusError(response, { doing, by: "the token service" });
  const parsed = answerSchema.safeParse(await readJson(response));
  const text = parsed.data?.token || parsed.data?.access_token;
  if (!text) throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: "the token service returns no token" });
  const lifeMs = (parsed.data?.expires_in || DEFAULT_LIFE_S) * 1000;
  return { text, renewAt: askedAt + lifeMs - Math.min(MARGIN_MS, lifeMs / 10) };
}

async function send(
  { realm, service, scope, credential }: TokenRequest,
  options: FetchTokenOptions,
): Promise<Response> {
  const { http } = options;
  const url = toRealm(realm, options);
  const query = { ...(service !== undefined && { service }), scope };
  if (credential.kind === "identity") {
    const form = { grant_type: "refresh_token", client_id: "hullscan", refresh_token: credential.token };
    // A redirect would take the body along, wherever it leads.
    const body = new URLSearchParams({ ...form, ...query });
    const response = await http(url, { method: "POST", body, redirect: "error" });
    if (!NO_POST.has(response.status)) return response;
    await response.body?.cancel();
  }
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  const authorization = findBasic(credential);
  return http(url, authorization === undefined ? {} : { headers: { authorization } });
}

/** User and password, also those that are stored beside an identity token. */
function findBasic(credential: Credential): string | undefined {
  if (credential.kind === "basic") return toBasic(credential);
  const { username, password } = credential.kind === "identity" ? credential : {};
  return username && password ? toBasic({ username, password }) : undefined;
}

/** The header of a login with user and password. */
function toBasic({ username, password }: { username: string; password: string }): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`;
}

/**
 * The registry says where its token service is; that it is one to send a password to is for us to see. Only a registry that
 * may itself be reached without TLS may name a service of a private network that is.
 */
function toRealm(realm: string, { insecure, domain, doing }: FetchTokenOptions): URL {
  const url = URL.canParse(realm) ? new URL(realm) : undefined;
  const mayBe = (host: string) => isLoopback(host) || (mayBePlain(domain) && mayBePlain(host));
  const isUsable = url?.protocol === "https:" || (url?.protocol === "http:" && (insecure || mayBe(url.host)));
  if (url !== undefined && isUsable && url.username === "" && url.password === "") return url;
  throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: "its token service has no https address" });
}

async function readJson(response: Response): Promise<unknown> {
  const body = await readLimited(response, MAX_BYTES);
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}
