import { type Answer, jsonAnswer } from "../registry/mod.ts";
import { refuse } from "./refuse.ts";

const DEFAULT_SIZE = 10;
/** At the end of what a page starts with, so that a client that does not encode it goes astray. */
const MARK = "?&=/+%20#;";

/** How lists are paged; where nobody has written down what a real DTR does, both ways can be played. */
export interface Paging {
  /** What the header for the next page is like after the last one. @default {"absent"} */
  readonly lastPage?: "absent" | "empty";
  /** The most items of a page, whatever is asked for. @default {Infinity} */
  readonly maxPageSize?: number;
}

/** A list, of which a page is wanted. */
export interface ToPageOptions<T> {
  /** By name. */
  readonly items: ReadonlyMap<string, T>;
  readonly query: URLSearchParams;
  readonly paging: Paging;
  toBody(page: readonly (readonly [name: string, item: T])[]): unknown;
}

/**
 * One page of a list, in the order of names: as many items as `pageSize` says (10), beginning with the one that
 * `pageStart` names; the header `X-Next-Page-Start` has that of the next page.
 */
export function toPage<T>({ items, query, paging, toBody }: ToPageOptions<T>): Answer {
  const { lastPage = "absent", maxPageSize = Number.POSITIVE_INFINITY } = paging;
  const start = query.get("pageStart") ?? "";
  const size = Number(query.get("pageSize") ?? DEFAULT_SIZE);
  if (!Number.isInteger(size) || size < 0 || (start !== "" && !start.endsWith(MARK)))
    return refuse("INVALID_PARAMETERS");

  const from = start.slice(0, start.length - MARK.length);
  const rest = [...items].filter(([name]) => name >= from).sort(([a], [b]) => (a < b ? -1 : 1));
  const length = Math.min(size === 0 ? DEFAULT_SIZE : size, maxPageSize);
  const next = rest[length];
  return jsonAnswer(toBody(rest.slice(0, length)), {
    ...(next !== undefined && { "x-next-page-start": `${next[0]}${MARK}` }),
    ...(next === undefined && lastPage === "empty" && { "x-next-page-start": "" }),
    ...(query.get("count") === "true" && { "x-resource-count": String(items.size) }),
  });
}
