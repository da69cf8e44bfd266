import { resolve } from "node:path";
import { coreError } from "../../../../core/kit.ts";
import type { Logger, PluginContext, ScanError } from "../../../../core/mod.ts";
import { parseDuration } from "../../options/duration.ts";
import type { ConnectionOptions } from "./connection_options.ts";
import type { DtrClient } from "./dtr_client.ts";
import { dtrError } from "./errors.ts";
import { openDtr } from "./open_dtr.ts";
import type { OpenDtrOptions } from "./open_options.ts";

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

/** Finds address and login, and tells at once what is missing. */
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
