import { BlockList, isIP } from "node:net";

/** Whether a host and its port are reached without a proxy. */
export type NoProxy = (host: string, port: string) => boolean;

/**
 * Reads NO_PROXY as Go does, and so as Trivy and Docker do: names with those below them (`example.com`), only those below
 * them (`.example.com`, `*.example.com`), addresses, networks (`10.0.0.0/8`), each but networks with a port, and `*`.
 * What is on this machine is never reached through a proxy.
 *
 * @see {@link https://pkg.go.dev/golang.org/x/net/http/httpproxy#Config}
 */
export function parseNoProxy(text: string): NoProxy {
  const entries = text
    .split(",")
    .map((entry) => entry.trim().toLowerCase())
    .filter((entry) => entry !== "");
  if (entries.includes("*")) return () => true;
  const rules = [isLoopback, ...entries.map(parseEntry)];
  return (host, port) => {
    const name = host.toLowerCase().replace(/^\[|\]$/g, "");
    return rules.some((matches) => matches(name, port));
  };
}

function parseEntry(entry: string): NoProxy {
  const slash = entry.lastIndexOf("/");
  if (slash >= 0) return parseNetwork(entry.slice(0, slash), entry.slice(slash + 1));
  const [, bare, wanted] = /^(\[[^\]]*\]|[^:]*):(\d+)$/.exec(entry) ?? [undefined, entry, undefined];
  const name = (bare ?? "").replace(/^\[|\]$/g, "").replace(/^\*\./, ".");
  if (name === "") return () => false;
  const isMatch = isIP(name) > 0 ? parseNetwork(name, isIP(name) === 4 ? "32" : "128") : parseName(name);
  return (host, port) => (wanted === undefined || wanted === port) && isMatch(host, port);
}

function parseName(name: string): NoProxy {
  const suffix = name.startsWith(".") ? name : `.${name}`;
  return (host) => host === name || (isIP(host) === 0 && host.endsWith(suffix));
}

/** What is no network matches nothing. */
function parseNetwork(address: string, bits: string): NoProxy {
  const kind = isIP(address) === 4 ? "ipv4" : "ipv6";
  const isNetwork = isIP(address) > 0 && /^\d+$/.test(bits) && Number(bits) <= (kind === "ipv4" ? 32 : 128);
  if (!isNetwork) return () => false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), kind);
  return (host) => isIP(host) > 0 && list.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

function isLoopback(host: string): boolean {
  if (isIP(host) === 0) return host === "localhost" || host.endsWith(".localhost");
  return LOOPBACK.check(host, isIP(host) === 4 ? "ipv4" : "ipv6");
}
