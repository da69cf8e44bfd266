import { readFile } from "node:fs/promises";
import { isIPv4 } from "node:net";
import type { ConnectionOptions } from "node:tls";
import { Kysely, PostgresDialect } from "kysely";
import type { PoolClient } from "pg";
import { errorCode, toFileReason } from "../../../../../core/kit.ts";
import { historyError } from "../../errors.ts";
import type { PostgresAddress, SslMode } from "../../place/mod.ts";
import { POSTGRES_SCHEMA } from "../dialect/mod.ts";
import type { HistoryDatabase, HistoryTables } from "../schema.ts";
import { parserOf } from "./parse_value.ts";
import { wrapPool } from "./wrap_pool.ts";

/** What a connection is for. */
export interface ConnectOptions {
  readonly isWritten: boolean;
  /** How long the server may work on one statement. @default {120} */
  readonly seconds?: number;
}

/** A server that answers. */
export interface Connected {
  readonly db: HistoryDatabase;
  /** Takes one connection for oneself. */
  acquire(): ReturnType<ReturnType<typeof wrapPool>["connect"]>;
  /** Lets go of the server, also of one that does not answer any more. */
  close(): Promise<void>;
}

const CONNECT_SECONDS = 10;
const STATEMENT_SECONDS = 120;
/** How long a statement waits for other runners. */
const LOCK_SECONDS = 60;
/** After this long, the server takes the right to write from a runner that has stopped in the middle. */
const IDLE_SECONDS = 60;
/** How much later than the server the client gives up: only a server that is gone does not answer by then. */
const GRACE_SECONDS = 5;
/** One connection reads while the other one writes. */
const CONNECTIONS = 2;

/**
 * Makes connections to a database, when the first one is needed.
 *
 * @throws {ScanError} HISTORY_NO_DRIVER, HISTORY_ADDRESS
 */
export async function connect(
  address: PostgresAddress,
  { isWritten, seconds = STATEMENT_SECONDS }: ConnectOptions,
): Promise<Connected> {
  const driver = await loadDriver(address);
  const { host, port, user, database } = address;
  const pool = new driver.Pool({
    host,
    ...(port !== undefined && { port }),
    ...(user !== undefined && { user }),
    ...(database !== undefined && { database }),
    // Without one, the driver would go on to look for a file.
    password: () => address.findPassword(),
    ssl: await loadTls(address),
    application_name: "hullscan",
    connectionTimeoutMillis: (address.connectSeconds ?? CONNECT_SECONDS) * 1000,
    query_timeout: (seconds + GRACE_SECONDS) * 1000,
    max: isWritten ? CONNECTIONS : 1,
    keepAlive: true,
    allowExitOnIdle: true,
    types: { getTypeParser: parserOf },
  });
  const clients = new Set<PoolClient>();
  // A connection that breaks while nobody asks anything is said by the next question.
  pool.on("error", () => undefined);
  pool.on("connect", (client) => {
    client.on("error", () => undefined);
    clients.add(client as PoolClient);
  });
  const wrapped = wrapPool(pool, address, describeSession(isWritten, seconds));
  const db = new Kysely<HistoryTables>({ dialect: new PostgresDialect({ pool: wrapped }) });
  return {
    db,
    acquire: wrapped.connect,
    async close() {
      await db.destroy();
      // Nothing has been asked by it where one took a connection for oneself.
      if (!pool.ending) await pool.end();
      // A server that does not answer keeps its side of the connection open.
      for (const client of clients) (client as PoolClient & { unref(): void }).unref();
    },
  };
}

/** @throws {ScanError} HISTORY_NO_DRIVER */
export async function checkDriver(address: PostgresAddress): Promise<void> {
  await loadDriver(address);
}

async function loadDriver(address: PostgresAddress): Promise<typeof import("pg")["default"]> {
  try {
    return (await import("pg")).default;
  } catch (cause) {
    if (errorCode(cause) !== "ERR_MODULE_NOT_FOUND") throw cause;
    throw historyError("HISTORY_NO_DRIVER", { path: String(address) }, { cause });
  }
}

/** A connection that leaves the machine is encrypted, and the server has to prove its name, unless the URL says otherwise. */
async function loadTls(address: PostgresAddress): Promise<ConnectionOptions | false> {
  const { sslMode, certificates, host } = address;
  const hasCertificates = Object.values(certificates).some((file) => file !== undefined);
  const mode: SslMode = sslMode ?? (isHere(host) && !hasCertificates ? "disable" : "verify-full");
  if (mode === "disable") return false;
  const files = await Promise.all(
    Object.entries(certificates).map(async ([name, file]) => {
      const text = file === undefined ? undefined : await readFile(file, "utf8").catch(failTo(address, file));
      return [name, text] as const;
    }),
  );
  return {
    ...Object.fromEntries(files.filter(([, text]) => text !== undefined)),
    rejectUnauthorized: mode !== "no-verify",
  };
}

function failTo(address: PostgresAddress, file: string) {
  return (cause: unknown) => {
    throw historyError(
      "HISTORY_ADDRESS",
      { address: `${address}`, reason: `${file}: ${toFileReason(cause)}` },
      { cause },
    );
  };
}

/** Whether a server is on this machine. */
function isHere(host: string): boolean {
  return host.startsWith("/") || host === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
}

/** What each connection is told first. */
function describeSession(isWritten: boolean, seconds: number): string {
  const settings = {
    search_path: POSTGRES_SCHEMA,
    statement_timeout: seconds * 1000,
    lock_timeout: Math.min(seconds, LOCK_SECONDS) * 1000,
    idle_in_transaction_session_timeout: IDLE_SECONDS * 1000,
    default_transaction_read_only: isWritten ? "off" : "on",
  };
  return Object.entries(settings)
    .map(([name, value]) => `set ${name} = ${value}`)
    .join("; ");
}
