import type { z } from "zod";
import type { Caller } from "./create_caller.ts";
import { dtrError } from "./errors.ts";
import type { Question } from "./to_request.ts";

/** A list, and how it is fetched. */
export interface ListPagesOptions<T> {
  readonly caller: Caller;
  /** The address of the DTR. */
  readonly url: string;
  readonly question: Question;
  /** How many items are asked for at a time. */
  readonly pageSize: number;
  readonly schema: z.ZodType<readonly T[]>;
  readonly signal: AbortSignal | undefined;
  /** Told in one sentence that a list may have ended early. */
  warn(message: string): void;
}

/**
 * The items of a list, page by page: the next page is fetched when the last item of the one before has been taken.
 *
 * @throws {ScanError} DTR_BAD_ANSWER when the pages lead back to one that was there; those of all calls
 */
export async function* listPages<T>(options: ListPagesOptions<T>): AsyncGenerator<T, void, undefined> {
  const { caller, url, question, pageSize, schema, signal, warn } = options;
  const starts = new Set<string>();
  let listed = 0;
  let total = 0;
  for (let start = ""; ; ) {
    const query = { pageSize: String(pageSize), ...(start === "" ? { count: "true" } : { pageStart: start }) };
    const { value: items, headers } = await caller.ask({ ...question, query }, schema, signal);
    listed += items.length;
    if (start === "") total = Number(headers.get("x-resource-count") ?? 0);
    yield* items;

    const next = headers.get("x-next-page-start") ?? "";
    if (next === "") {
      // A full page, and more was announced: the header for the next one may be lost on the way.
      const isCutShort = items.length >= pageSize && listed < total;
      if (isCutShort) warn(`DTR at ${url} has ${total} items but gave ${listed} when asked to ${question.doing}`);
      return;
    }
    if (starts.has(next)) {
      const reason = `the pages of the list go round in circles after ${listed} items`;
      throw dtrError("DTR_BAD_ANSWER", { doing: question.doing, url, reason });
    }
    starts.add(next);
    start = next;
  }
}
