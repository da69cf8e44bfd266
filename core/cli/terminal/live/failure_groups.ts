import type { FailedOutcome } from "../../../model/outcome.ts";
import { targetName } from "../../../model/target.ts";
import { registryOf } from "../../../plugin/finding_key.ts";
import { printable } from "../../../services/printable.ts";

/** How many failures of one reason are shown each on its own, before the others are counted. */
const SHOWN = 3;
/** How many names of those that are counted are kept. */
const NAMES = 3;
/** A registry may find new words for each image: beyond this many reasons, the code alone is one. */
const MAX_GROUPS = 500;

/** Failures of one reason that are not shown on their own. */
export interface FailureGroup {
  readonly code: string;
  /** The registry; absent for what comes from none. */
  readonly host?: string;
  /** How many there are. */
  readonly count: number;
  /** The first ones. */
  readonly names: readonly string[];
}

interface Counted {
  readonly code: string;
  readonly host: string | undefined;
  seen: number;
  count: number;
  names: string[];
}

/** Counts the failures of a run by reason: code, registry, and the message without what names a target. */
export class FailureGroups {
  readonly #groups = new Map<string, Counted>();

  /** Counts a failure. Returns whether it is to be shown on its own: it is one of the first for its reason. */
  add(outcome: FailedOutcome): boolean {
    const group = this.#find(outcome);
    group.seen += 1;
    if (group.seen <= SHOWN) return true;
    group.count += 1;
    if (group.names.length < NAMES) group.names.push(targetName(outcome.target));
    return false;
  }

  /** What is counted and not printed yet, the largest group first. */
  list(): readonly FailureGroup[] {
    return [...this.#groups.values()]
      .filter(({ count }) => count > 0)
      .sort((a, b) => b.count - a.count)
      .map(({ code, host, count, names }) => ({ code, count, names, ...(host !== undefined && { host }) }));
  }

  /** The same, to be printed: the groups count anew from here. */
  take(): readonly FailureGroup[] {
    const groups = this.list();
    for (const group of this.#groups.values()) Object.assign(group, { count: 0, names: [] });
    return groups;
  }

  #find({ target, error }: FailedOutcome): Counted {
    const host = registryOf(target);
    const parts = [error.code, host ?? ""];
    const exact = [...parts, describeReason(error.message)].join("\n");
    const key = this.#groups.has(exact) || this.#groups.size < MAX_GROUPS ? exact : parts.join("\n");
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    const made: Counted = { code: error.code, host, seen: 0, count: 0, names: [] };
    this.#groups.set(key, made);
    return made;
  }
}

/** The first line of a message without names, addresses and times. */
function describeReason(message: string): string {
  const [line = ""] = message.slice(0, 2000).split("\n", 1);
  return line
    .replace(/"[^"]*"/g, '""')
    .replace(/\S*[/@:]\S+/g, "")
    .replace(/\d+\.\d+/g, "0");
}

/** `57 more failed with IMAGE_NOT_FOUND at registry.example.com: a:1, b:2, c:3, and 54 more`. */
export function formatGroup({ code, host, count, names }: FailureGroup, shorten: (name: string) => string): string {
  const where = host === undefined ? "" : ` at ${printable(host)}`;
  const left = count - names.length;
  const rest = left > 0 ? `, and ${left} more` : "";
  return `${count} more failed with ${printable(code)}${where}: ${names.map((name) => shorten(name)).join(", ")}${rest}`;
}
