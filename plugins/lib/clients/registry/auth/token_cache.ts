import type { Token } from "./fetch_token.ts";

/** How a token is had that is not there, or no longer. */
export interface TokenWanted {
  readonly fetch: () => Promise<Token>;
  /** A token that was just refused, if one was. */
  readonly stale?: string | undefined;
}

/** Gives tokens by key, each fetched once for all who ask at the same time. */
export type TokenCache = (key: string, wanted: TokenWanted) => Promise<string>;

/** Makes the tokens of one run. Of many repositories, those used last are kept. */
export function createTokenCache(maxTokens = 500): TokenCache {
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
