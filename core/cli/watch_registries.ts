import { registryOf } from "../plugin/finding_key.ts";
import { plural } from "../services/plural.ts";
import type { Watch } from "./own_observer.ts";

/** How many targets of a registry have to fail, with none before them that did not. */
const FIRST = 20;
/** Stands for a registry that has answered, or that was warned of. */
const SETTLED = -1;

/**
 * Makes the observer that warns early of a registry whose first targets have all failed: a missing login is worth an
 * interruption, not a night. Lines that are no reference, built images and replayed outcomes say nothing about a registry.
 */
export function watchRegistries(): Watch {
  const failures = new Map<string, number>();
  return (event, log) => {
    if (event.type !== "target.finished") return;
    const { target, status, replayed } = event.outcome;
    const registry = registryOf(target);
    if (registry === undefined || replayed) return;
    const before = failures.get(registry) ?? 0;
    if (before === SETTLED) return;
    const count = status === "failed" ? before + 1 : SETTLED;
    failures.set(registry, count === FIRST ? SETTLED : count);
    if (count !== FIRST || event.outcome.status !== "failed") return;
    const { code } = event.outcome.error;
    log.warn(`The first ${plural(FIRST, "target")} of ${registry} all failed, the last one with ${code}`);
  };
}
