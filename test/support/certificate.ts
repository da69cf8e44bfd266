import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A certificate and its key, in PEM. */
export interface Certificate {
  readonly key: string;
  readonly cert: string;
  /** The file that holds `cert`. */
  readonly certFile: string;
}

/** Makes a self-signed certificate for 127.0.0.1 and localhost with the real openssl; the files go into `folder`. */
export function makeCertificate(folder: string): Certificate {
  const [keyFile, certFile] = [join(folder, "key.pem"), join(folder, "cert.pem")];
  const names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1,DNS:localhost"];
  const args = ["-newkey", "rsa:2048", "-nodes", "-days", "1", ...names, "-keyout", keyFile, "-out", certFile];
  execFileSync("openssl", ["req", "-x509", ...args], { stdio: "ignore" });
  return { key: readFileSync(keyFile, "utf8"), cert: readFileSync(certFile, "utf8"), certFile };
}
