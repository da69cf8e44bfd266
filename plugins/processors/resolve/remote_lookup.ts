import { errorCode, findRoot, isScanError, type ScanError } from "../../../core/mod.ts";
import { type CanonicalReference, formatReference } from "../../clients/oci/mod.ts";
import { isIndex, type Registry, registryError } from "../../clients/registry/mod.ts";
import { HostCircuit, type HostCircuitOptions, HostLeftAlone, isOfHost } from "./host_circuit.ts";

/** What a registry says of a reference. */
export interface Found {
  readonly digest: string;
  /** Whether the image is certainly there for one platform only. */
  readonly isOnePlatform: boolean;
  /** Whether the registry says that it is an index. Some then tell the digest of another manifest. */
  readonly isIndex: boolean;
}

/** Why there is no digest. */
export interface NotFound {
  readonly failure: ScanError;
  /** Whether the registry as a whole is in trouble. */
  readonly isOfHost: boolean;
  /** Whether nobody else would be given another answer. */
  readonly isCertain: boolean;
}

/** Finds the digest of a reference, or why that cannot be done. */
export type RemoteLookup = (reference: CanonicalReference) => Promise<Found | NotFound>;

/** What the lookup works with. */
export interface RemoteLookupOptions extends Pick<HostCircuitOptions, "log" | "signal" | "waitsMs" | "pauseMs"> {
  readonly registry: Pick<Registry, "fetchDescriptor" | "ping">;
}

/** Makes the lookup of one run. */
export function createRemoteLookup({ registry, log, ...limits }: RemoteLookupOptions): RemoteLookup {
  const circuits = new Map<string, HostCircuit>();
  const told = new Set<string>();

  function circuitOf(host: string): HostCircuit {
    const known = circuits.get(host);
    if (known !== undefined) return known;
    const made = new HostCircuit(host, { ...limits, log, describe: toReason, ping: () => registry.ping(host) });
    circuits.set(host, made);
    return made;
  }

  function tell({ failure, isCertain }: NotFound, host: string): void {
    const key = `${host} ${failure.code}`;
    const isNews = !isCertain && !told.has(key);
    told.add(key);
    if (!isNews) log.debug(failure.message);
    else log.warn(`${failure.message}. Such images of "${host}" are scanned as they are named, each for itself`);
  }

  return async (reference) => {
    const { domain, path, digest } = reference;
    if (digest !== undefined) return { digest, isOnePlatform: false, isIndex: false };
    try {
      const found = await circuitOf(domain).ask(path, () => registry.fetchDescriptor(reference));
      const isList = isIndex(found);
      return { digest: found.digest, isOnePlatform: found.mediaType !== "" && !isList, isIndex: isList };
    } catch (error) {
      const notFound = toNotFound(error, reference);
      tell(notFound, domain);
      return notFound;
    }
  };
}

/** @throws {unknown} What is no answer to the question: ABORTED */
function toNotFound(error: unknown, reference: CanonicalReference): NotFound {
  if (error instanceof HostLeftAlone) {
    const failure = toFailureOf(reference, error.failure);
    // Others may know a certificate that we do not know, have more patience or another way to the host.
    const isCertain = isNoHost(failure) || error.failure.cause === undefined;
    return { failure, isOfHost: true, isCertain };
  }
  if (!isScanError(error) || error.code === "ABORTED") throw error;
  return {
    failure: error,
    isOfHost: isOfHost(error) && error.cause !== undefined,
    isCertain: error.code === "IMAGE_NOT_FOUND",
  };
}

/** Whether nobody is there: the connection is refused, or no host has that name. */
function isNoHost(failure: ScanError): boolean {
  return ["ECONNREFUSED", "ENOTFOUND"].includes(errorCode(findRoot(failure)) ?? "");
}

/** What happened to another image of the host, as the failure of this one. */
function toFailureOf(reference: CanonicalReference, failure: ScanError): ScanError {
  const code = failure.code as "REGISTRY_UNREACHABLE";
  const doing = `find the digest of "${formatReference(reference)}"`;
  return registryError(code, { doing, reason: toReason(failure) }, { cause: failure });
}

/** The reason in an error of the registry client, without what was being asked for. */
function toReason({ message, cause }: ScanError): string {
  const request = isScanError(cause) ? /^\w+ (\S+) failed: (.+)$/s.exec(cause.message) : null;
  if (request !== null) return `${new URL(request[1] ?? "").host}: ${request[2]}`;
  return /\((.+)\)$/s.exec(message)?.[1] ?? message;
}
