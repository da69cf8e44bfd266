import { X509Certificate } from "node:crypto";
import { readdir } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { loadText } from "../../../../core/kit.ts";
import type { Environment } from "./credentials/credential.ts";

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

/**
 * The certificates that Go, and so Trivy, trusts where SSL_CERT_FILE or SSL_CERT_DIR is set: each takes the place of the
 * system's file or folders. Files that cannot be read, and what is no certificate, are passed over.
 *
 * @returns Certificates in PEM; undefined where neither variable is set
 * @see {@link https://pkg.go.dev/crypto/x509#SystemCertPool}
 */
export async function loadSystemRoots(env: Environment): Promise<readonly string[] | undefined> {
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
