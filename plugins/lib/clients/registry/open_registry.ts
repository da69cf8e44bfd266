import { rootCertificates } from "node:tls";
import { loadText, toFileReason } from "../../../../core/kit.ts";
import type { PluginContext } from "../../../../core/mod.ts";
import { createRegistry } from "./create_registry.ts";
import type { Environment } from "./credentials/credential.ts";
import { registryError } from "./errors.ts";
import type { Registry } from "./registry.ts";
import { loadSystemRoots } from "./system_roots.ts";

/** How a plugin opens the client. */
export interface OpenRegistryOptions {
  /** Accept any certificate, and plain HTTP; TRIVY_INSECURE says so, too. */
  readonly insecure: boolean;
  /** How long a look-up may take with all its requests and their repetitions, in milliseconds. @default {30_000} */
  readonly timeoutMs?: number;
  /** @default {process.env} */
  readonly env?: Environment;
}

/**
 * Opens a registry client that reaches registries as Trivy does in this environment: TRIVY_INSECURE and TRIVY_NON_SSL
 * hold, SSL_CERT_FILE and SSL_CERT_DIR say what is trusted, and certificates in TRIVY_CACERT are trusted besides.
 *
 * @throws {ScanError} REGISTRY_CA
 */
export async function openRegistry(
  { http, exec, addSecret }: Pick<PluginContext, "http" | "exec" | "addSecret">,
  { insecure, timeoutMs, env = process.env }: OpenRegistryOptions,
): Promise<Registry> {
  const path = env.TRIVY_CACERT;
  const roots = await loadSystemRoots(env);
  const own = path ? [await loadCertificates(path)] : [];
  // Node takes an empty text for its own certificates; Go trusts nothing then.
  const trusted = [...own, ...(roots ?? rootCertificates)].join("\n") || "none";
  const ca = roots === undefined && own.length === 0 ? undefined : trusted;
  return createRegistry({
    http,
    exec,
    addSecret,
    env,
    ca,
    insecure: insecure || isOn(env.TRIVY_INSECURE) || Boolean(env.TRIVY_NON_SSL),
    ...(timeoutMs !== undefined && { timeoutMs }),
  });
}

async function loadCertificates(path: string): Promise<string> {
  const text = await loadText(path).catch((error: unknown) => {
    throw registryError("REGISTRY_CA", { path, reason: toFileReason(error) });
  });
  if (text.includes("-----BEGIN CERTIFICATE-----")) return text;
  throw registryError("REGISTRY_CA", { path, reason: "it holds no certificate in PEM" });
}

/** As Go reads a switch. */
function isOn(value: string | undefined): boolean {
  return /^(?:1|t|true)$/i.test(value ?? "");
}
