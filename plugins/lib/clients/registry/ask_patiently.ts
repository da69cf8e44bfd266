import { isScanError, type ScanError } from "../../../../core/mod.ts";
import { type CanonicalReference, formatReference } from "../oci/mod.ts";
import type { Environment } from "./credentials/credential.ts";
import { isLoopback, isPrivate } from "./endpoint.ts";
import { registryError } from "./errors.ts";
import { HostFailure } from "./failures.ts";
import { HostCircuit, type HostCircuitOptions, HostLeftAlone } from "./host_circuit.ts";
import type { Registry } from "./registry.ts";

/** Why a registry does not answer a question about an image. */
export interface Refusal {
  readonly failure: ScanError;
  /** The registry, where it is in trouble as a whole. */
  readonly host?: string;
  /** Whether nobody else would be given another answer: another login or certificate does not help. */
  readonly isCertain: boolean;
}

/** A refusal as plain data: a journal keeps it. */
export interface LookUpFailure {
  readonly code: string;
  readonly message: string;
  readonly hint?: string;
  readonly retryable: boolean;
  /** The registry, where it is in trouble as a whole. */
  readonly host?: string;
}

/** Makes plain data of a refusal. */
export function toLookUpFailure({ failure, host }: Refusal): LookUpFailure {
  const { code, message, hint, retryable } = failure;
  return { code, message, retryable, ...(hint !== undefined && { hint }), ...(host !== undefined && { host }) };
}

/** A question about an image. */
export interface Question<T> {
  readonly reference: CanonicalReference;
  /** `find the digest of`. */
  readonly doing: string;
  readonly ask: () => Promise<T>;
}

/** Asks registries about images, as long as they answer. */
export type AskPatiently = <T>(
  question: Question<T>,
) => Promise<{ readonly answer: T } | { readonly refusal: Refusal }>;

/** What is asked with. */
export interface AskPatientlyOptions extends Pick<HostCircuitOptions, "log" | "signal" | "waitsMs" | "pauseMs"> {
  readonly registry: Pick<Registry, "ping">;
  /** Where proxies are named. @default {process.env} */
  readonly env?: Environment;
}

/**
 * Makes the one way in which a run asks registries, each through a {@linkcode HostCircuit}: one that is down is not waited for
 * by each of its images.
 *
 * @throws {ScanError} ABORTED
 */
export function createAskPatiently({ registry, env = process.env, ...options }: AskPatientlyOptions): AskPatiently {
  const circuits = new Map<string, HostCircuit>();

  function circuitOf(host: string): HostCircuit {
    const known = circuits.get(host);
    if (known !== undefined) return known;
    const made = new HostCircuit(host, { ...options, ping: () => registry.ping(host) });
    circuits.set(host, made);
    return made;
  }

  return async ({ reference, doing, ask }) => {
    const { domain, path } = reference;
    try {
      return { answer: await circuitOf(domain).ask(path, ask) };
    } catch (error) {
      if (error instanceof HostLeftAlone) {
        const { isAnswer, isNobodyThere } = error.failure;
        const failure = toFailureOf(`${doing} "${formatReference(reference)}"`, error.failure);
        return {
          refusal: { failure, host: domain, isCertain: isAnswer || (isNobodyThere && !hasOtherWays(domain, env)) },
        };
      }
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      const isDown = error instanceof HostFailure && !error.isAnswer;
      return {
        refusal: { failure: error, isCertain: error.code === "IMAGE_NOT_FOUND", ...(isDown && { host: domain }) },
      };
    }
  };
}

const PROXIES = ["HTTPS_PROXY", "HTTP_PROXY", "ALL_PROXY"];

/**
 * Where a proxy is named, it may be that which is not there, and Trivy may take another way for this host. In a private
 * network, and as a name of this machine, a host without a port is asked by Trivy at the port of plain HTTP, too.
 */
function hasOtherWays(domain: string, env: Environment): boolean {
  const isProxied = PROXIES.some((name) => Boolean(env[name] ?? env[name.toLowerCase()])) && !isLoopback(domain);
  const hasPort = /:\d+$/.test(domain);
  return isProxied || (!hasPort && (isPrivate(domain) || domain.endsWith(".localhost")));
}

/** What happened to another image of the registry, as the failure of this one. */
function toFailureOf(doing: string, failure: HostFailure): ScanError {
  const code = failure.code as "REGISTRY_UNREACHABLE";
  return registryError(code, { doing, reason: failure.reason }, { cause: failure });
}
