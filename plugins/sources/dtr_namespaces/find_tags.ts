import { lookAhead } from "../../../core/kit.ts";
import { isScanError, type Logger, type Target } from "../../../core/mod.ts";
import type { DtrClient, DtrRepository, DtrTag, DtrTagPlace } from "../../lib/clients/dtr/mod.ts";
import type { Filter } from "./filter.ts";
import { type PartialPlace, type ToTargetOptions, toFailed, toSkipped } from "./to_target.ts";

/** A namespace to go through, and how its targets are made. */
export interface NamespaceToRead {
  readonly name: string;
  readonly target: ToTargetOptions;
}

/** What tags are found with. */
export interface FindTagsOptions {
  readonly client: DtrClient;
  readonly takesRepository: Filter;
  readonly takesTag: Filter;
  readonly log: Pick<Logger, "warn">;
}

/** A tag that was found, the first of its repository or a later one; or what could not be read, as a target. */
export type Found =
  | { readonly place: DtrTagPlace; readonly isFirst: boolean; readonly target: ToTargetOptions }
  | { readonly ending: Target };

/** How many repositories are asked for their first page of tags before anybody wants it. */
const REPOSITORIES_AHEAD = 4;

interface OpenedRepository {
  readonly repository: DtrRepository;
  readonly tags: AsyncIterator<DtrTag>;
  readonly first: Promise<IteratorResult<DtrTag>>;
}

/**
 * Goes through the repositories of a namespace and their tags, page by page. Repositories without tags are passed over.
 *
 * @throws {ScanError} What {@linkcode toEnding} throws
 */
export async function* findTags({ name, target }: NamespaceToRead, options: FindTagsOptions): AsyncGenerator<Found> {
  const { client, takesRepository, takesTag, log } = options;
  let isEmpty = true;

  async function* listRepositories(): AsyncGenerator<DtrRepository> {
    for await (const repository of client.listRepositories(name)) {
      isEmpty = false;
      if (takesRepository(repository.name, `${name}/${repository.name}`)) yield repository;
    }
  }

  async function openRepository(repository: DtrRepository): Promise<OpenedRepository> {
    const tags = client.listTags(repository)[Symbol.asyncIterator]();
    const first = tags.next();
    await first.catch(() => undefined);
    return { repository, tags, first };
  }

  async function* listTags({ repository, tags, first }: OpenedRepository): AsyncGenerator<Found> {
    const place = { namespace: name, repository: repository.name };
    let isFirst = true;
    try {
      for (let next = await first; !next.done; next = await tags.next()) {
        const tag = next.value.name;
        if (!takesTag(tag)) continue;
        yield { place: { ...place, tag }, isFirst, target };
        isFirst = false;
      }
    } catch (error) {
      yield { ending: toEnding(place, error, target) };
    }
  }

  try {
    const opened = lookAhead(listRepositories(), { width: REPOSITORIES_AHEAD, work: openRepository });
    for await (const repository of opened) yield* listTags(repository);
    if (isEmpty) log.warn(`The namespace "${name}" has no repository that this user may see`);
  } catch (error) {
    yield { ending: toEnding({ namespace: name }, error, target) };
  }
}

/**
 * Makes the target of what could not be read: skipped where it is gone since it was listed, else failed.
 *
 * @throws {ScanError} The error itself where going on makes no sense: DTR_AUTH, ABORTED
 */
export function toEnding(place: PartialPlace, error: unknown, options: ToTargetOptions): Target {
  if (!isScanError(error) || error.fatal || error.code === "ABORTED") throw error;
  const isGone = error.code === "DTR_NOT_FOUND" && place.repository !== undefined;
  return isGone ? toSkipped(place, options) : toFailed(place, error, options);
}
