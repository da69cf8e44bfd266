import { type Answer, errorAnswer, jsonAnswer } from "./answer.ts";

/**
 * One page of a repository's tags, in order: those after `last`, `n` of them at most, with a `Link` to the next page when there is one.
 *
 * @see https://github.com/opencontainers/distribution-spec/blob/main/spec.md#listing-tags
 */
export function tagsPage(list: { name: string; tags: readonly string[]; query: URLSearchParams }): Answer {
  const { name, query } = list;
  const n = query.get("n") ?? String(list.tags.length);
  if (!/^\d+$/.test(n)) return errorAnswer("PAGINATION_NUMBER_INVALID", { n });
  const rest = list.tags.filter((tag) => tag > (query.get("last") ?? "")).sort();
  const tags = rest.slice(0, Number(n));
  const last = tags.at(-1);
  const isLastPage = last === undefined || tags.length === rest.length;
  const next = new URLSearchParams({ n, ...(last !== undefined && { last }) });
  return jsonAnswer({ name, tags }, isLastPage ? {} : { link: `</v2/${name}/tags/list?${next}>; rel="next"` });
}
