import { coreError, type Http } from "../../../../core/kit.ts";
import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { isDistrusted } from "./failures.ts";

/** The registry that Docker Hub's images are pulled from. */
const HUB = { domain: "docker.io", host: "registry-1.docker.io" };
const LOOPBACK = /^(?:(?:.+\.)?localhost|127(?:\.\d+){3}|\[::1\])(?::\d+)?$/;
/** Addresses of private networks (RFC 1918), and names of the local network. */
const PRIVATE = /^(?:(?:10|192\.168|172\.(?:1[6-9]|2\d|3[01]))(?:\.\d+){2,3}|.+\.local)(?::\d+)?$/;
const PING_MS = 10_000;
/** A port over 65,535, or `256.1.1.1`: certain as that no host has a name. */
const NO_ADDRESS = Object.assign(new Error("this is not the address of a host"), { code: "ENOTFOUND" });

/** Finds out how registries are reached. */
export type Endpoints = (domain: string) => Promise<URL>;

/** What registries are reached with. */
export interface EndpointOptions {
  readonly http: Http;
  /** Whether all registries may speak plain HTTP. */
  readonly insecure: boolean;
}

/** The host of a registry: Docker Hub's has another name than its images. */
function toHost(domain: string): string {
  return domain === HUB.domain ? HUB.host : domain;
}

/** Whether a host, with or without a port, is this machine. */
export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** Whether a host, with or without a port, is in a private network. */
export function isPrivate(host: string): boolean {
  return PRIVATE.test(host);
}

/** Whether a host, with or without a port, may speak plain HTTP: Trivy tries that on this machine and in private networks. */
export function mayBePlain(host: string): boolean {
  return isLoopback(host) || isPrivate(host);
}

/**
 * Makes what finds the base address of a registry by its domain (`docker.io`, `localhost:5000`), each found out once.
 * It is HTTPS; registries on this machine and in private networks, and with `insecure` all, are asked which of the two they
 * speak. That question carries no login.
 *
 * @throws {ScanError} HTTP_FAILED, ABORTED
 */
export function createEndpoints({ http, insecure }: EndpointOptions): Endpoints {
  const found = new Map<string, Promise<URL>>();

  async function find(domain: string): Promise<URL> {
    const host = toHost(domain);
    if (!URL.canParse(`https://${host}/`)) throw noAnswer(`https://${host}/`, NO_ADDRESS.message, NO_ADDRESS);
    const secure = new URL(`https://${host}/`);
    if (!insecure && !mayBePlain(host)) return secure;
    const failure = await ping(secure);
    if (failure === undefined) return secure;
    if (isDistrusted(failure)) throw failure;
    const plain = new URL(`http://${host}/`);
    if ((await ping(plain)) === undefined) return plain;
    throw failure;
  }

  async function ping(base: URL): Promise<ScanError | undefined> {
    try {
      const response = await http(new URL("v2/", base), { timeoutMs: PING_MS, redirect: "manual" });
      await response.body?.cancel();
      // This is how a server says that it wants to be spoken to in TLS.
      const isRefused = base.protocol === "http:" && response.status === 400;
      return isRefused ? noAnswer(base.href, "it answers HTTP 400") : undefined;
    } catch (error) {
      if (isScanError(error) && error.code === "HTTP_FAILED") return error;
      throw error;
    }
  }

  return (domain) => {
    const known = found.get(domain);
    if (known !== undefined) return known;
    const finding = find(domain);
    found.set(domain, finding);
    finding.catch(() => found.delete(domain));
    return finding;
  };
}

function noAnswer(url: string, reason: string, cause?: Error): ScanError {
  return coreError("HTTP_FAILED", { method: "GET", url, reason }, { cause });
}
