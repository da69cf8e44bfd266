import { toPrintable } from "../oci/mod.ts";
import { dtrError } from "./errors.ts";
import type { DtrRequest } from "./exchange.ts";

/** What is wanted of the API. */
export interface Question {
  /** As errors say it: `list the tags of "team/app"`. */
  readonly doing: string;
  /** @default {"GET"} */
  readonly method?: DtrRequest["method"];
  /** The parts below `/api/v0`, as they are: they are encoded here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
}

/** Names that change the path they stand in, or that no URL can hold. */
const IMPOSSIBLE = /^\.{0,2}$|[\p{Cc}\p{Cs}]/u;

/**
 * Makes the request for a question to the DTR at `url`.
 *
 * @throws {ScanError} DTR_NAME when a part of the path cannot be one
 */
export function toRequest({ doing, method = "GET", path, query = {} }: Question, url: string): DtrRequest {
  const impossible = path.find((part) => IMPOSSIBLE.test(part));
  if (impossible !== undefined) throw dtrError("DTR_NAME", { doing, name: toPrintable(impossible) });
  const address = new URL(`${url}/api/v0/${path.map(encodeURIComponent).join("/")}`);
  address.search = new URLSearchParams(query).toString();
  return { doing, method, url: address };
}
