import { dtrError } from "./errors.ts";

/** Where a DTR is. */
export interface DtrAddress {
  /** Without a slash at the end: `https://dtr.example.com` */
  readonly url: string;
  /** With the port, unless it is the usual one. */
  readonly host: string;
}

const LOOPBACK = /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * Reads the address of a DTR as people write it: without `https://`, with a slash or `/api/v0` at the end.
 *
 * @throws {ScanError} DTR_URL when it is no address, holds a login, or is plain http beyond this machine
 */
export function parseAddress(text: string, { insecure = false }: { insecure?: boolean | undefined } = {}): DtrAddress {
  const full = text.includes("://") ? text : `https://${text}`;
  const address = URL.canParse(full) ? new URL(full) : undefined;
  // The text itself is not told: it may hold a password.
  if (address === undefined || !/^https?:$/.test(address.protocol)) throw invalid("it is not an https address");
  const { protocol, origin, pathname, host, hostname } = address;
  if (address.username || address.password) throw invalid("it holds a user name or password");
  if (address.search || address.hash) throw invalid(`something follows the path of ${origin}`);
  if (protocol === "http:" && !insecure && !LOOPBACK.test(hostname)) {
    throw invalid(`over plain http anyone on the way to ${host} could read the token (\`insecure\` allows it)`);
  }
  return { url: origin + pathname.replace(/\/+$/, "").replace(/\/api\/v0$/, ""), host };
}

function invalid(reason: string) {
  return dtrError("DTR_URL", { reason });
}
