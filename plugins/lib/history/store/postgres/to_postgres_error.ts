import { errorCode, toReason } from "../../../../../core/kit.ts";
import type { ScanError } from "../../../../../core/mod.ts";
import { historyError } from "../../errors.ts";
import type { PostgresAddress } from "../../place/mod.ts";

/** What the server says when it does not let us in, or goes away: no such user or database, too many connections. */
const NOT_IN = /^(?:08|28|3D000|53300|57P)/;
const NO_RIGHT = "42501";
/** The lock, or the time limit, of a statement. */
const TOO_LONG = /^(?:55P03|57014)$/;

/** Whether a code is one of the server's: `42P01`. */
export function isSqlState(code: string | undefined): boolean {
  return code !== undefined && /^[\dA-Z]{5}$/.test(code);
}

/** Whether it says that the server does not let us in, or has gone away. */
export function isConnectionState(code: string | undefined): boolean {
  return NOT_IN.test(code ?? "");
}

/** Returns what is wrong with a database in words, without its password. */
export function toPostgresError(address: PostgresAddress, error: unknown): ScanError {
  const path = String(address);
  const code = errorCode(error);
  const reason = describe(error, address);
  if (!isSqlState(code) || isConnectionState(code)) {
    return historyError("HISTORY_UNREACHABLE", { path, reason }, { cause: error });
  }
  if (code === NO_RIGHT) return historyError("HISTORY_DENIED", { path, reason }, { cause: error });
  if (TOO_LONG.test(code ?? "")) {
    return historyError("HISTORY_UNREACHABLE", { path, reason: `others kept it busy: ${reason}` }, { cause: error });
  }
  return historyError("HISTORY_SERVER", { path, reason }, { cause: error });
}

function describe(error: unknown, address: PostgresAddress): string {
  // Where a name has several addresses, each is an error of its own.
  const [first = error] = error instanceof AggregateError ? error.errors : [];
  const reason = toReason(first);
  if (/password must be a (?:non-empty )?string/.test(reason))
    return "the server asks for a password, and there is none";
  if (/does not support SSL/.test(reason)) {
    return "the server does not encrypt; with sslmode=disable findings are sent as plain text";
  }
  const password = address.findPassword();
  return password === "" ? reason : reason.replaceAll(password, "***");
}
