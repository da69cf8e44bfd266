import { type ExchangeOptions, exchange } from "./exchange.ts";

/**
 * Whether a Harbor answers at an address. Asked without a login, after an answer that no DTR would give; when in doubt
 * it is none.
 */
export async function isHarbor(url: string, options: Omit<ExchangeOptions, "authorization">): Promise<boolean> {
  const request = { doing: "look for a Harbor", method: "GET", url: new URL(`${url}/api/v2.0/ping`) } as const;
  try {
    const { status, text } = await exchange(request, { ...options, authorization: undefined });
    return status === 200 && text.trim().toLowerCase() === "pong";
  } catch {
    return false;
  }
}
