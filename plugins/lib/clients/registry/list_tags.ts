import { z } from "zod";
import { readLimited } from "../../../../core/kit.ts";
import type { SendToRegistry } from "./authorizer.ts";
import { registryError } from "./errors.ts";
import { explain, statusError } from "./failures.ts";

/** How many tags are asked for at a time. Registries may give fewer, or all at once. */
const PAGE_SIZE = 1000;
const MAX_BYTES = 16 * 1_048_576;
const NEXT = /<([^>]*)>\s*;[^<]*\brel="?next"?/i;

const pageSchema = z.object({ tags: z.array(z.string()).nullish() });

/**
 * Lists the tags of a repository, one page in memory at a time.
 *
 * @throws {ScanError} IMAGE_NOT_FOUND, REGISTRY_AUTH, REGISTRY_RATE_LIMITED, REGISTRY_UNREACHABLE, REGISTRY_BAD_ANSWER
 */
export async function* listTags(send: SendToRegistry, { doing }: { doing: string }): AsyncGenerator<string> {
  const seen = new Set<string>();
  for (let path: string | undefined = `tags/list?n=${PAGE_SIZE}`; path !== undefined; ) {
    if (seen.has(path)) throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: "its pages go round in a circle" });
    seen.add(path);
    const page = await fetchPage(send, { path, doing });
    yield* page.tags;
    path = page.next;
  }
}

async function fetchPage(send: SendToRegistry, { path, doing }: { path: string; doing: string }) {
  return explain(doing, async () => {
    const response = await send(path, { accept: "application/json" });
    if (!response.ok) throw await statusError(response, { doing });
    const link = NEXT.exec(response.headers.get("link") ?? "")?.[1];
    const tags = parsePage(await readLimited(response, MAX_BYTES));
    if (tags === undefined) {
      throw registryError("REGISTRY_BAD_ANSWER", { doing, reason: "it is no list of tags, or over 16 MB" });
    }
    return { tags, next: link === undefined ? undefined : toNextPath(link, response.url) };
  });
}

function parsePage(body: Buffer | undefined): readonly string[] | undefined {
  try {
    return pageSchema.parse(JSON.parse(String(body))).tags ?? [];
  } catch {
    return undefined;
  }
}

/** Behind a proxy, registries may not know the host that they are reached by: that never changes from page to page. */
function toNextPath(link: string, from: string): string | undefined {
  if (!URL.canParse(link, from)) return undefined;
  const { pathname, search } = new URL(link, from);
  return pathname + search;
}
