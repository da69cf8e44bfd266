import type { z } from "zod";
import { toPrintable } from "../oci/mod.ts";
import { type Caller, type CreateCallerOptions, createCaller, type Question } from "./caller.ts";
import type { DtrClient } from "./dtr_client.ts";
import { dtrError } from "./errors.ts";
import { featuresSchema, repositoriesSchema, tagDetailsSchema, tagsSchema } from "./schemas.ts";

/** What the calls of the API are made with. */
export interface CreateApiOptions extends CreateCallerOptions {
  /** How many items of a list are asked for at a time. */
  readonly pageSize: number;
  /** Called with one sentence when a list may have ended early. */
  warn(message: string): void;
}

/** Makes the calls of DTR's API: each names its path, and the schema of its answer. */
export function createApi(options: CreateApiOptions): Omit<DtrClient, "host" | "close"> {
  const { url, pageSize, warn } = options;
  const caller = createCaller(options);
  const paging = { caller, url, pageSize, warn };

  return {
    url,
    async getFeatures(call) {
      const question = { doing: "tell what it can do", path: ["meta", "features"] };
      return (await caller.get(question, featuresSchema, call?.signal)).value;
    },
    async *listRepositories(namespace, call) {
      const question = { doing: `list the repositories of ${quote(namespace)}`, path: ["repositories", namespace] };
      const names = listPages({ ...paging, question, schema: repositoriesSchema, signal: call?.signal });
      for await (const name of names) yield { namespace, name };
    },
    listTags({ namespace, name }, call) {
      const question = {
        doing: `list the tags of ${quote(`${namespace}/${name}`)}`,
        path: ["repositories", namespace, name, "tags"],
      };
      return listPages({ ...paging, question, schema: tagsSchema, signal: call?.signal });
    },
    async getTag({ namespace, repository, tag }, call) {
      const path = ["repositories", namespace, repository, "tags", tag];
      const question = { doing: `look at ${quote(`${namespace}/${repository}:${tag}`)}`, path };
      return (await caller.get(question, tagDetailsSchema, call?.signal)).value;
    },
    async requestScan({ namespace, repository, tag, os, architecture }, call) {
      const path = ["imagescan", "scan", namespace, repository, tag, os, architecture];
      const doing = `start the scan of ${quote(`${namespace}/${repository}:${tag}`)} for ${quote(`${os}/${architecture}`)}`;
      await caller.post({ doing, path }, call?.signal);
    },
    stats: caller.stats,
  };
}

function quote(name: string): string {
  return `"${toPrintable(name)}"`;
}

/** A list, and how it is fetched. */
interface ListPagesOptions<T> extends Pick<CreateApiOptions, "url" | "pageSize" | "warn"> {
  readonly caller: Caller;
  readonly question: Question;
  readonly schema: z.ZodType<readonly T[]>;
  readonly signal: AbortSignal | undefined;
}

/**
 * The items of a list, page by page: the next page is fetched when the last item of the one before has been taken.
 *
 * @throws {ScanError} DTR_BAD_ANSWER when the pages lead back to one that was there; those of all calls
 */
async function* listPages<T>(options: ListPagesOptions<T>): AsyncGenerator<T, void, undefined> {
  const { caller, url, question, pageSize, schema, signal, warn } = options;
  const starts = new Set<string>();
  let listed = 0;
  let total = 0;
  for (let start = ""; ; ) {
    const query = { pageSize: String(pageSize), ...(start === "" ? { count: "true" } : { pageStart: start }) };
    const { value: items, headers } = await caller.get({ ...question, query }, schema, signal);
    listed += items.length;
    if (start === "") total = Number(headers.get("x-resource-count") ?? 0);
    yield* items;

    const next = headers.get("x-next-page-start") ?? "";
    if (next === "") {
      // A full page, and more was announced: the header for the next one may be lost on the way.
      const isCutShort = items.length >= pageSize && listed < total;
      if (isCutShort) warn(`DTR at ${url} has ${total} items but returned ${listed} when asked to ${question.doing}`);
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
