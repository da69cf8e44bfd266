import { type Registry, startRegistry } from "#demo/registry/mod.ts";

/** A registry with a token service, as Docker Hub is one: who comes without a token is sent to fetch one. */
export interface TokenRegistry {
  readonly registry: Registry;
  /** The scopes of the tokens that were given, oldest first. */
  readonly issued: readonly string[];
  /** Refuses all tokens that were given so far. */
  revoke(): void;
  /** What the token service answers besides the token: `{ expires_in: 300 }`. */
  setAnswer(more: Readonly<Record<string, unknown>>): void;
  close(): Promise<void>;
}

/** Who may have tokens; anyone where it is left out. */
export interface TokenRegistryOptions {
  readonly login?: { readonly username: string; readonly password: string };
  /** The key in the answer that holds the token. @default {"token"} */
  readonly tokenKey?: "token" | "access_token";
}

/** Starts a registry that wants a token for each repository. */
export async function startTokenRegistry({
  login,
  tokenKey = "token",
}: TokenRegistryOptions = {}): Promise<TokenRegistry> {
  const registry = await startRegistry();
  const issued: string[] = [];
  let valid = new Map<string, string>();
  let more: Readonly<Record<string, unknown>> = {};
  const basic = login && `Basic ${Buffer.from(`${login.username}:${login.password}`).toString("base64")}`;

  function give(scope: string) {
    const token = `token-${issued.push(scope)}`;
    valid.set(token, scope);
    return { status: 200, body: JSON.stringify({ [tokenKey]: token, ...more }) };
  }

  registry.setIntercept(({ path, query }, authorization) => {
    if (path === "/token") {
      if (basic !== undefined && authorization !== basic) return { status: 401, body: "no" };
      return give(query.get("scope") ?? "");
    }
    const repository = /^\/v2\/(.+)\/(?:manifests|tags)\//.exec(path)?.[1];
    if (repository === undefined) return undefined;
    const scope = `repository:${repository}:pull`;
    if (valid.get(authorization?.replace(/^Bearer /, "") ?? "") === scope) return undefined;
    const challenge = `Bearer realm="http://${registry.host}/token",service="demo, and more",scope="${scope}"`;
    return { status: 401, headers: { "www-authenticate": challenge } };
  });

  return {
    registry,
    issued,
    revoke: () => {
      valid = new Map();
    },
    setAnswer: (next) => {
      more = next;
    },
    close: () => registry.close(),
  };
}
