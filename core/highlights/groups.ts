import { caveatsOf, type Outcome, targetLabel } from "../model/mod.ts";
import { registryOf } from "../plugin/mod.ts";

/** Targets that could not be scanned for one reason, or that have the same caveat. */
export interface TargetGroup {
  /** Of the error or the caveat. */
  readonly code: string;
  /** The registry that their images are in: `docker.io`. Absent where there is none, or several. */
  readonly host?: string;
  /** What to do about it. */
  readonly hint?: string;
  /** How many targets. */
  readonly count: number;
  /** The first of them. Not escaped. */
  readonly names: readonly string[];
}

/** Groups targets while they finish. Memory holds the first names of each group. */
export interface TargetGroups {
  add(outcome: Outcome): void;
  /** The largest group first. */
  list(): readonly TargetGroup[];
}

const NAMES = 10;
/** Codes, hosts and hints are few; where a plugin makes new ones for each target, the rest of a code is one group. */
const MAX_GROUPS = 500;

type Reason = Pick<TargetGroup, "code" | "host" | "hint">;
type Counted = { -readonly [K in keyof TargetGroup]: TargetGroup[K] } & { names: string[] };

/** Makes what groups the targets that could not be scanned: by code, registry and what to do about it. */
export function createFailureGroups(): TargetGroups {
  return createGroups((outcome) => {
    if (outcome.status !== "failed") return [];
    const { code, hint } = outcome.error;
    const host = registryOf(outcome.target);
    return [{ code, ...(host !== undefined && { host }), ...(hint && { hint }) }];
  });
}

/** Makes what groups the targets that were scanned and are not clean, by the code of the caveat. */
export function createCaveatGroups(): TargetGroups {
  return createGroups((outcome) => {
    const caveats = outcome.status === "done" ? caveatsOf(outcome.data) : [];
    // A target that two scanners say the same of is one target.
    return [...new Set(caveats.map(({ code }) => code))].map((code) => ({ code }));
  });
}

function createGroups(listReasons: (outcome: Outcome) => readonly Reason[]): TargetGroups {
  const groups = new Map<string, Counted>();

  function find(reason: Reason): Counted {
    const key = JSON.stringify([reason.code, reason.host, reason.hint]);
    const isKept = groups.has(key) || groups.size < MAX_GROUPS;
    const [used, facts] = isKept ? [key, reason] : [JSON.stringify([reason.code]), { code: reason.code }];
    const group = groups.get(used) ?? { ...facts, count: 0, names: [] };
    groups.set(used, group);
    return group;
  }

  return {
    add(outcome) {
      for (const reason of listReasons(outcome)) {
        const group = find(reason);
        group.count += 1;
        if (group.names.length < NAMES) group.names.push(targetLabel(outcome.target));
      }
    },
    list: () => [...groups.values()].sort((a, b) => b.count - a.count),
  };
}
