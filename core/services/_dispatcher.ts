import { type Dispatcher, EnvHttpProxyAgent } from "undici";
import { coreError } from "../errors/mod.ts";

/** What is on this machine is never reached through a proxy. */
const LOOPBACK = "localhost,127.0.0.1,[::1]";

/** What connections are made with. */
export interface CreateDispatcherOptions {
  /** How many requests one host gets at a time. */
  readonly perHost: number;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read, in upper or lower case. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** Makes a pool of connections for each host: its width is the queue. Time limits are left to the caller. */
export function createDispatcher({ perHost, env }: CreateDispatcherOptions): Dispatcher {
  const noProxy = env.no_proxy ?? env.NO_PROXY ?? "";
  try {
    return new EnvHttpProxyAgent({
      connections: perHost,
      headersTimeout: 0,
      bodyTimeout: 0,
      httpProxy: toProxyUrl(env.http_proxy ?? env.HTTP_PROXY),
      httpsProxy: toProxyUrl(env.https_proxy ?? env.HTTPS_PROXY),
      noProxy: noProxy.trim() === "*" ? "*" : `${noProxy},${LOOPBACK}`,
    });
  } catch (cause) {
    throw coreError("USAGE", { reason: "HTTP_PROXY or HTTPS_PROXY is not a valid address" }, { cause });
  }
}

/** Proxies are often given as `host:port`. */
function toProxyUrl(proxy = ""): string {
  return proxy === "" || proxy.includes("://") ? proxy : `http://${proxy}`;
}
