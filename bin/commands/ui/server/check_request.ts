import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** What somebody must have to be answered. */
export interface Gate {
  /** The port that the server listens on. */
  readonly port: number;
  readonly token: string;
}

/** Why a request is not answered. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 405;
  readonly text: string;
}

/** What a request comes with, if it is let in: whether its address has the token, which then goes into a cookie. */
export interface Entry {
  readonly url: URL;
  readonly hasToken: boolean;
}

/**
 * Checks who asks. Other pages in the same browser must not read the history: a name that somebody has pointed at this
 * machine is refused by its Host, and a request from another page by what the browser says of it.
 */
export function checkRequest(request: IncomingMessage, gate: Gate): Entry | Refusal {
  const { host = "", origin, "sec-fetch-site": site } = request.headers;
  if (!["127.0.0.1", "localhost"].map((name) => nameHost(name, gate)).includes(host)) {
    return { status: 403, text: "This host is not known here" };
  }
  if (request.method !== "GET" && request.method !== "HEAD") return { status: 405, text: "Only GET is answered" };
  const url = parseUrl(request.url ?? "", host);
  if (url === undefined) return { status: 400, text: "This address cannot be read" };
  if (origin !== undefined && origin !== `http://${host}`) return { status: 403, text: "Another page asks" };
  // The first page is opened from elsewhere: by the browser itself, or from the file that opens it.
  const isOwn = site === undefined || site === "same-origin" || site === "none" || url.pathname === "/";
  if (!isOwn) return { status: 403, text: "Another page asks" };
  const given = url.pathname === "/" ? url.searchParams.get("token") : null;
  if (given !== null) {
    return isSame(given, gate.token) ? { url, hasToken: true } : { status: 403, text: "The token is another one" };
  }
  if (isSame(readCookie(request.headers.cookie ?? "", cookieName(gate)), gate.token)) return { url, hasToken: false };
  return { status: 401, text: "Open the address that `scan ui` has printed: it holds a token" };
}

/** The header that keeps the token in the browser, for this server alone. */
export function buildCookie(gate: Gate): string {
  return `${cookieName(gate)}=${gate.token}; HttpOnly; SameSite=Strict; Path=/`;
}

/** A host as a browser sends it: without the port that is the usual one. */
function nameHost(name: string, { port }: Gate): string {
  return new URL(`http://${name}:${port}`).host;
}

/** Cookies know no ports: two servers on this machine must not take each other's. */
function cookieName({ port }: Gate): string {
  return `hullscan_${port}`;
}

function readCookie(header: string, name: string): string {
  const pair = header.split(/; */).find((one) => one.startsWith(`${name}=`));
  return pair?.slice(name.length + 1) ?? "";
}

/** Takes as long for a token that is nearly right as for another one. */
function isSame(given: string, token: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(token)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** An address without its host: `//elsewhere` is none. */
function parseUrl(path: string, host: string): URL | undefined {
  if (!path.startsWith("/") || path.startsWith("//")) return undefined;
  try {
    return new URL(`http://${host}${path}`);
  } catch {
    return undefined;
  }
}
