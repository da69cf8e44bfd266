import { X509Certificate } from "node:crypto";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { rootCertificates } from "node:tls";
import { loadText, toFileReason } from "../../../../core/kit.ts";
import type { PluginContext } from "../../../../core/mod.ts";
import type { Environment } from "./credentials/credential.ts";
import { registryError } from "./errors.ts";
import type { Registry } from "./registry.ts";
import { createRegistry } from "./registry.ts";

const CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
/** Where Linux distributions keep the certificates that they trust. */
const FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/pki/tls/cacert.pem",
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
const FOLDERS = ["/etc/ssl/certs", "/etc/pki/tls/certs"];

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

/**
 * The certificates that Go, and so Trivy, trusts where SSL_CERT_FILE or SSL_CERT_DIR is set: each takes the place of the
 * system's file or folders. Files that cannot be read, and what is no certificate, are passed over.
 *
 * @returns Certificates in PEM; undefined where neither variable is set
 * @see {@link https://pkg.go.dev/crypto/x509#SystemCertPool}
 */
async function loadSystemRoots(env: Environment): Promise<readonly string[] | undefined> {
  const { SSL_CERT_FILE: file, SSL_CERT_DIR: folders } = env;
  if (!file && !folders) return undefined;
  const found = new Set<string>();
  for (const path of file ? [file] : FILES) {
    const text = await loadText(path).catch(() => undefined);
    for (const certificate of listCertificates(text)) found.add(certificate);
    if (text !== undefined) break;
  }
  for (const folder of folders ? folders.split(delimiter) : FOLDERS) {
    for (const name of await readdir(folder).catch(() => [])) {
      const text = await loadText(join(folder, name)).catch(() => undefined);
      for (const certificate of listCertificates(text)) found.add(certificate);
    }
  }
  return [...found];
}

/** The certificates in a text that can be read. */
function listCertificates(text = ""): readonly string[] {
  return (text.match(CERTIFICATE) ?? []).flatMap((block) => {
    try {
      return [new X509Certificate(block).toString()];
    } catch {
      return [];
    }
  });
}
