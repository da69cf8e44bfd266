import { lookAhead } from "../../../core/kit.ts";
import type { Logger, Target } from "../../../core/mod.ts";
import { type FindTagsOptions, type Found, findTags, type NamespaceToRead, toEnding } from "./find_tags.ts";
import { toSkipped, toTargets } from "./to_target.ts";

/** How the targets of a DTR are found. */
export interface FindTargetsOptions extends FindTagsOptions {
  /** How many tags are asked for before anybody wants them. */
  readonly width: number;
  readonly log: Pick<Logger, "info" | "warn">;
}

/**
 * Finds a target for each manifest of each tag of some namespaces, in that order. Requests overlap; what is held in
 * memory does not grow with the number of tags. What cannot be read is a failed target; what is removed meanwhile, a
 * skipped one.
 *
 * @throws {ScanError} What makes going on pointless: DTR_AUTH, ABORTED
 */
export async function* findTargets(
  namespaces: readonly NamespaceToRead[],
  options: FindTargetsOptions,
): AsyncGenerator<Target> {
  const { client, width, log } = options;
  const found = { repositories: 0, tags: 0, endings: 0 };

  async function* findAll(): AsyncGenerator<Found> {
    for (const namespace of namespaces) yield* findTags(namespace, options);
  }

  async function loadTargets(one: Found): Promise<readonly Target[]> {
    if ("ending" in one) {
      found.endings += 1;
      return [one.ending];
    }
    const { place, isFirst, target } = one;
    found.tags += 1;
    if (isFirst) found.repositories += 1;
    try {
      const details = await client.getTag(place);
      return details.length > 0 ? toTargets(place, details, target) : [toSkipped(place, target)];
    } catch (error) {
      return [toEnding(place, error, target)];
    }
  }

  for await (const targets of lookAhead(findAll(), { width, work: loadTargets })) yield* targets;
  const unread = found.endings > 0 ? `; ${found.endings} could not be listed` : "";
  log.info(
    `Reviewed ${count(found.tags, "tag")} in ${count(found.repositories, "repository", "repositories")} of ` +
      `${count(namespaces.length, "namespace")}${unread}`,
  );
}

function count(number: number, noun: string, nouns = `${noun}s`): string {
  return `${number} ${number === 1 ? noun : nouns}`;
}
