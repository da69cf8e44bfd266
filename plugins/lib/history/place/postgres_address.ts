import { z } from "zod";
import { historyError } from "../errors.ts";

/** How a connection is encrypted. */
export type SslMode = "disable" | "no-verify" | "verify-full";

/** What a URL says besides server, database and user. Anything else may be misspelt, and is refused. */
const parametersSchema = z.strictObject({
  host: z.string().startsWith("/", "must be the folder of a socket").optional(),
  sslmode: z.enum(["disable", "no-verify", "require", "verify-ca", "verify-full"]).optional(),
  sslrootcert: z.string().min(1).optional(),
  sslcert: z.string().min(1).optional(),
  sslkey: z.string().min(1).optional(),
  connect_timeout: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, "must be a number of seconds")
    .optional(),
});

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * A PostgreSQL database by its URL. It prints as the URL without user and password, also as JSON: the password is
 * returned by `findPassword()` alone.
 */
export class PostgresAddress {
  readonly #password: string;
  /** The address as it may be printed. */
  readonly name: string;
  /** A name, an IP address, or the folder of a socket. */
  readonly host: string;
  readonly port: number | undefined;
  readonly database: string | undefined;
  readonly user: string | undefined;
  /** Absent where the URL does not say. */
  readonly sslMode: SslMode | undefined;
  /** Files of certificates. */
  readonly certificates: Readonly<Record<"ca" | "cert" | "key", string | undefined>>;
  readonly connectSeconds: number | undefined;

  /** @throws {ScanError} HISTORY_ADDRESS, which names no user and no password */
  constructor(text: string) {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !isPostgresUrl(text)) throw refuse("postgres://...", "it is not a URL");
    const { hostname, port, pathname, search, hash } = url;
    // What is taken for a port or a path may be the beginning of a password.
    if (/@/.test(pathname + search + hash)) {
      throw refuse("postgres://...", "an @ stands after the host; write /, ?, # and @ as %2F, %3F, %23 and %40");
    }
    this.name = `postgres://${url.host}${pathname}`;
    const parsed = parametersSchema.safeParse(Object.fromEntries(url.searchParams));
    if (!parsed.success) {
      const reasons = parsed.error.issues.map(({ path, message }) => [...path, message].join(": "));
      throw refuse(this.name, reasons.join("; "));
    }
    const { host, sslmode, sslrootcert, sslcert, sslkey, connect_timeout } = parsed.data;
    try {
      this.#password = decodeURIComponent(url.password);
      this.database = decodeURIComponent(pathname.slice(1)) || undefined;
      this.user = decodeURIComponent(url.username) || undefined;
      this.host = host ?? (decodeURIComponent(hostname.replace(/^\[(.*)\]$/, "$1")) || "localhost");
    } catch (cause) {
      throw refuse(this.name, "a % in it is no code of a character", cause);
    }
    this.port = port === "" ? undefined : Number(port);
    // Who asks for a check gets the whole of it.
    this.sslMode = sslmode === "require" || sslmode === "verify-ca" ? "verify-full" : sslmode;
    this.certificates = { ca: sslrootcert, cert: sslcert, key: sslkey };
    this.connectSeconds = connect_timeout === undefined ? undefined : Number(connect_timeout);
  }

  /** Whether the password is in the URL, and not in the environment. */
  get hasPassword(): boolean {
    return this.#password !== "";
  }

  /** The password of the URL, else that of the environment; empty where there is none. */
  findPassword(env: Environment = process.env): string {
    return this.#password || (env.PGPASSWORD ?? "");
  }

  toString(): string {
    return this.name;
  }

  toJSON(): string {
    return this.name;
  }
}

/** Whether a text is meant to be the URL of a database, and not a file. */
export function isPostgresUrl(text: string): boolean {
  return /^postgres(?:ql)?:\/\//i.test(text);
}

function refuse(address: string, reason: string, cause?: unknown) {
  return historyError("HISTORY_ADDRESS", { address, reason }, { cause });
}
