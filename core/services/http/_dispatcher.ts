import { createSecureContext } from "node:tls";
import { Agent, type Dispatcher, EnvHttpProxyAgent } from "undici";
import { coreError } from "../../errors/mod.ts";
import { parseNoProxy } from "./_no_proxy.ts";
import type { ConnectionSettings } from "./http.ts";

/** What connections are made with. */
export interface CreateDispatcherOptions {
  /** How many requests one host gets at a time. */
  readonly perHost: number;
  /** Where HTTP_PROXY, HTTPS_PROXY and NO_PROXY are read, in upper or else in lower case, as Go does; an empty one is none. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The dispatchers of one run: one for all requests with the same settings. */
export interface Dispatchers {
  get(settings?: ConnectionSettings): Dispatcher;
  /** Ends all connections. */
  destroy(): Promise<void>;
}

/** Makes the dispatchers of one run: that without settings at once, the others when they are first asked for. */
export function createDispatchers({ perHost, env }: CreateDispatcherOptions): Dispatchers {
  const made: (ConnectionSettings & { readonly dispatcher: Dispatcher; readonly agents: readonly Dispatcher[] })[] = [];
  function get({ ca, insecure = false, perHost: width = perHost }: ConnectionSettings = {}): Dispatcher {
    const found = made.find((one) => one.ca === ca && one.insecure === insecure && one.perHost === width);
    if (found !== undefined) return found.dispatcher;
    const { direct, proxied } = createAgents({ perHost: width, env, ca, insecure });
    const dispatcher = proxied.compose(passBy(direct, env), keepAfterHead);
    made.push({ ca, insecure, perHost: width, dispatcher, agents: [direct, proxied] });
    return dispatcher;
  }
  get();
  return {
    get,
    async destroy() {
      await Promise.all(made.flatMap(({ agents }) => agents.map((agent) => agent.destroy())));
    },
  };
}

/** Makes a pool of connections for each host: its width is the queue. Time limits are left to the caller. */
function createAgents({ perHost, env, ca, insecure }: CreateDispatcherOptions & ConnectionSettings) {
  // Made once: to read a hundred certificates takes longer than a handshake.
  const trust = ca === undefined ? {} : { secureContext: createSecureContext({ ca }) };
  const tls = { ...trust, ...(insecure && { rejectUnauthorized: false }) };
  const options = { connections: perHost, connect: tls, headersTimeout: 0, bodyTimeout: 0 };
  try {
    const proxied = new EnvHttpProxyAgent({
      ...options,
      // The same for hosts behind a proxy; the proxy itself is not concerned.
      requestTls: tls,
      httpProxy: completeProxyUrl(env.HTTP_PROXY || env.http_proxy),
      httpsProxy: completeProxyUrl(env.HTTPS_PROXY || env.https_proxy),
      noProxy: "",
    });
    return { proxied, direct: new Agent(options) };
  } catch (cause) {
    throw coreError("USAGE", { reason: "HTTP_PROXY or HTTPS_PROXY is not a valid address" }, { cause });
  }
}

/** Lets what NO_PROXY names go past the proxy. */
function passBy(direct: Dispatcher, env: CreateDispatcherOptions["env"]): Dispatcher.DispatcherComposeInterceptor {
  const isDirect = parseNoProxy(env.NO_PROXY || env.no_proxy || "");
  return (dispatch) => (options, handler) => {
    const { hostname, port, protocol } = new URL(String(options.origin));
    const isPast = isDirect(hostname, port || (protocol === "http:" ? "80" : "443"));
    return isPast ? direct.dispatch(options, handler) : dispatch(options, handler);
  };
}

/**
 * Keeps a connection after a HEAD, as after a GET. By itself undici closes it, for there are servers that send a body all
 * the same; but to connect anew for each image of a registry takes longer than all the rest. What such a server sends
 * breaks the connection, and a HEAD that is under way then is repeated.
 */
function keepAfterHead(dispatch: Dispatcher["dispatch"]): Dispatcher["dispatch"] {
  return (options, handler) => dispatch(options.method === "HEAD" ? { ...options, reset: false } : options, handler);
}

/** Proxies are often given as `host:port`. */
function completeProxyUrl(proxy = ""): string {
  return proxy === "" || proxy.includes("://") ? proxy : `http://${proxy}`;
}
