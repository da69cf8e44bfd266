import { X509Certificate } from "node:crypto";
import { rootCertificates } from "node:tls";
import { errorCode, loadText, toFileReason } from "../../../../core/kit.ts";
import { dtrError } from "./errors.ts";

/** Where Linux distributions keep the certificates that the whole system trusts. */
const SYSTEM_FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];

/**
 * The certificates that Node trusts together with those of the system, which a company's own CA is often among;
 * undefined where no file of the system is found. SSL_CERT_FILE names another file, as it does for curl and Docker.
 */
export async function loadSystemCa(env: Readonly<Record<string, string | undefined>>): Promise<string | undefined> {
  const system = await readFirst(env.SSL_CERT_FILE ? [env.SSL_CERT_FILE] : SYSTEM_FILES);
  if (system === undefined) return undefined;
  const extra = await readFirst(env.NODE_EXTRA_CA_CERTS ? [env.NODE_EXTRA_CA_CERTS] : []);
  return [...rootCertificates, system, ...(extra === undefined ? [] : [extra])].join("\n");
}

async function readFirst(files: readonly string[]): Promise<string | undefined> {
  for (const file of files) {
    const text = await loadText(file).catch(() => undefined);
    if (text !== undefined) return text;
  }
  return undefined;
}

/**
 * Reads a file of certificates in PEM; the first one is looked at.
 *
 * @throws {ScanError} DTR_CA
 */
export async function loadCa(file: string): Promise<string> {
  let pem: string;
  try {
    pem = await loadText(file);
  } catch (cause) {
    const reason = errorCode(cause) === "ENOENT" ? "there is no such file" : toFileReason(cause);
    throw dtrError("DTR_CA", { file, reason }, { cause });
  }
  try {
    new X509Certificate(pem);
    return pem;
  } catch (cause) {
    throw dtrError("DTR_CA", { file, reason: "there is no certificate in it" }, { cause });
  }
}
