import type { Http, Logger, PluginContext } from "../../../../core/mod.ts";

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
  /** How long one request may take, its repetitions included, in milliseconds. @default {120_000} */
  readonly requestTimeoutMs?: number | undefined;
  /** How many repositories or tags are asked for at a time. @default {100} */
  readonly pageSize?: number | undefined;
}

/** What of a plugin's context the client uses. */
export interface OpenDtrContext {
  readonly http: Http;
  readonly log: Pick<Logger, "warn">;
  readonly signal: AbortSignal;
  /** Told the token, and each that is issued for it, so that they are masked. */
  readonly addSecret: PluginContext["addSecret"];
  /** Where SSL_CERT_FILE and NODE_EXTRA_CA_CERTS are read. @default {process.env} */
  readonly env?: Readonly<Record<string, string | undefined>>;
}
