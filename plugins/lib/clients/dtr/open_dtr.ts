import { resolve } from "node:path";
import { coreError, type Http } from "../../../../core/kit.ts";
import type { Logger, PluginContext, ScanError } from "../../../../core/mod.ts";
import { parseDuration } from "../../options/duration.ts";
import { createApi } from "./api.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import type { DtrClient } from "./dtr_client.ts";
import { dtrError } from "./errors.ts";
import { loadCa, loadSystemCa } from "./load_ca.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** What of a plugin's context is used. */
export interface ConnectContext extends Pick<PluginContext, "cwd" | "http" | "signal" | "addSecret"> {
  readonly log: Pick<Logger, "warn">;
}

/**
 * Opens the DTR that a plugin's options name; what they leave open is in the environment: DTR_URL, DTR_USER, DTR_TOKEN.
 *
 * @throws {ScanError} DTR_URL, DTR_LOGIN_MISSING, or PREFLIGHT_FAILED for both; DTR_CA
 */
export async function connectDtr(
  options: ConnectionOptions,
  ctx: ConnectContext,
  env: Environment = process.env,
): Promise<DtrClient> {
  const { ca, insecure, authorization, maxRequests, requestTimeout } = options;
  const { cwd, http, log, signal, addSecret } = ctx;
  return openDtr(
    {
      ...findLogin(options, env),
      ca: ca === undefined ? undefined : resolve(cwd, ca),
      insecure,
      authorization,
      maxRequests,
      requestTimeoutMs: parseDuration(requestTimeout),
    },
    { http, log, signal, addSecret, env },
  );
}

/** Finds address and login, and reports everything that is missing at once. */
function findLogin(options: ConnectionOptions, env: Environment): Pick<OpenDtrOptions, "url" | "user" | "token"> {
  const { url = env.DTR_URL, user = env.DTR_USER } = options;
  const token = env.DTR_TOKEN;
  const problems: ScanError[] = [];
  if (!url) {
    problems.push(
      dtrError("DTR_URL", { reason: "there is none; set DTR_URL, the option `url`, or --url of scan dtr" }),
    );
  }
  if (!user || !token) {
    const missing = [user ? "" : "DTR_USER", token ? "" : "DTR_TOKEN"].filter((name) => name !== "");
    const reason = `${missing.join(" and ")} ${missing.length === 1 ? "is" : "are"} not set`;
    problems.push(dtrError("DTR_LOGIN_MISSING", { reason }));
  }
  if (url && user && token) return { url, user, token };
  const [first] = problems;
  if (first !== undefined && problems.length === 1) throw first;
  throw coreError("PREFLIGHT_FAILED", { count: problems.length }, { problems });
}

/** A log that says nothing: what a connection warns of is said once in a run. */
export const SILENT = { warn() {} } as const satisfies ConnectContext["log"];

/** Which DTR, and how to talk to it. */
export interface OpenDtrOptions {
  /** `https://dtr.example.com`; a path prefix may follow. Plain http only on loopback, or with `insecure`. */
  readonly url: string;
  readonly user: string;
  /** An access token; the user's password works as well. */
  readonly token: string;
  /** `bearer` changes user and token for a bearer token first, at `/auth/token`. @default {"basic"} */
  readonly authorization?: "basic" | "bearer" | undefined;
  /** The absolute path of a PEM file: only certificates that it vouches for are accepted. @default What Node and the system trust */
  readonly ca?: string | undefined;
  /** Do not check the certificate. @default {false} */
  readonly insecure?: boolean | undefined;
  /** How many requests are under way at a time. @default {8} */
  readonly maxRequests?: number | undefined;
  /** Time limit for one request, with retries, in milliseconds. @default {120_000} */
  readonly requestTimeoutMs?: number | undefined;
  /** How many repositories or tags are asked for at a time. @default {100} */
  readonly pageSize?: number | undefined;
}

/** What of a plugin's context the client uses. */
export interface OpenDtrContext {
  readonly http: Http;
  readonly log: Pick<Logger, "warn">;
  readonly signal: AbortSignal;
  /** Called with the token, and each that is issued for it, so that they are masked. */
  readonly addSecret: PluginContext["addSecret"];
  /** Where SSL_CERT_FILE and NODE_EXTRA_CA_CERTS are read. @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/**
 * Makes the client of a DTR. No request is made yet. The client ends with the run's signal, or by `close()`.
 *
 * @throws {ScanError} DTR_URL, DTR_LOGIN_MISSING, DTR_CA
 */
export async function openDtr(
  options: OpenDtrOptions,
  { http, log, signal, addSecret, env = process.env }: OpenDtrContext,
): Promise<DtrClient> {
  const { user, token, insecure = false, authorization = "basic", ca } = options;
  const { maxRequests = 8, requestTimeoutMs = 120_000, pageSize = 100 } = options;
  const { url, host } = parseAddress(options.url, { insecure });
  checkLogin(user, token);
  addSecret(token);
  const isChecked = url.startsWith("https:") && !insecure;
  const trusted = ca === undefined ? isChecked && (await loadSystemCa(env)) : await loadCa(ca);
  const settings = { perHost: maxRequests, insecure, ...(trusted && { ca: trusted }) };
  if (insecure) log.warn(`The certificate of DTR at ${url} is not checked (insecure): others could read the token`);

  const closing = new AbortController();
  const endSignal = AbortSignal.any([signal, closing.signal]);
  const connection = { url, user, token, timeoutMs: requestTimeoutMs, settings, http };
  const api = createApi({
    ...connection,
    authorization,
    maxRequests,
    pageSize,
    signal: endSignal,
    addSecret,
    warn: (message) => log.warn(message),
  });
  return { ...api, host, close: () => closing.abort(new Error("the DTR client was closed")) };
}

function checkLogin(user: string, token: string): void {
  if (user === "") throw dtrError("DTR_LOGIN_MISSING", { reason: "the name of the user is empty" });
  if (token === "") throw dtrError("DTR_LOGIN_MISSING", { reason: "the token is empty" });
  // A colon ends the name of the user in the header.
  if (user.includes(":")) throw dtrError("DTR_LOGIN_MISSING", { reason: "the name of the user holds a colon" });
}

/** Where a DTR is. */
export interface DtrAddress {
  /** Without a slash at the end: `https://dtr.example.com` */
  readonly url: string;
  /** With the port, unless it is the usual one. */
  readonly host: string;
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Reads the address of a DTR as people write it: without `https://`, with a slash or `/api/v0` at the end.
 *
 * @throws {ScanError} DTR_URL when it is no address, holds a login, or is plain http beyond this machine
 */
export function parseAddress(text: string, { insecure = false }: { insecure?: boolean | undefined } = {}): DtrAddress {
  const full = text.includes("://") ? text : `https://${text}`;
  const address = URL.canParse(full) ? new URL(full) : undefined;
  // The text itself is not shown: it may hold a password.
  if (address === undefined || !/^https?:$/.test(address.protocol)) throw invalid("it is not an https address");
  const { protocol, origin, pathname, host, hostname } = address;
  if (address.username || address.password) throw invalid("it holds a user name or password");
  if (address.search || address.hash) throw invalid(`something follows the path of ${origin}`);
  if (protocol === "http:" && !insecure && !LOOPBACK.test(hostname)) {
    throw invalid(`over plain http anyone on the way to ${host} could read the token (\`insecure\` allows it)`);
  }
  return { url: origin + pathname.replace(/\/+$/, "").replace(/\/api\/v0$/, ""), host };
}

function invalid(reason: string) {
  return dtrError("DTR_URL", { reason });
}
