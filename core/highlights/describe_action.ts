import { plural } from "../services/plural.ts";
import type { FixAction, FixPlan } from "./fix_plan/mod.ts";

/** Owners beyond that are counted. */
const MAX_OWNERS = 3;

/**
 * Returns in some words what to do, without how many images it is about: `upgrade openssl 3.0.1 -> 3.0.14`, `rebuild on a
 * newer debian:12`. Not escaped.
 */
export function describeAction(action: FixAction): string {
  if (action.kind === "upgrade") return `upgrade ${action.name} ${action.installed} -> ${action.fixed}`;
  return `rebuild on a newer ${describeBase(action)}`;
}

/** A base image by its name, or by its layers where no image is known to have only these. */
function describeBase({ name, layers, layer }: Extract<FixAction, { kind: "base" }>): string {
  return name ?? `base image (its ${plural(layers, "layer")} up to ${layer.slice(0, 19)})`;
}

/** Returns whose the images of an action are, those with the most first: `@team-a (12), @team-b (1)`. Not escaped. */
export function describeOwners({ owners }: Pick<FixAction, "owners">): string {
  const named = owners.slice(0, MAX_OWNERS).map(({ owner, images }) => `${owner} (${images})`);
  return [...named, ...(owners.length > MAX_OWNERS ? [`and ${owners.length - MAX_OWNERS} more`] : [])].join(", ");
}

/** Returns what a plan comes to: `3 steps remove 340 of 900 findings; for 120 no upgrade is known`. */
export function describePlan({ actions, findings, fixable, isThinned }: FixPlan): string {
  const removed = `${isThinned ? "at least " : ""}${actions.at(-1)?.removed ?? 0} of ${plural(findings, "finding")}`;
  const unfixable = findings - fixable;
  const rest = unfixable > 0 ? `; for ${unfixable} no upgrade is known` : "";
  return `${plural(actions.length, "step")} ${actions.length === 1 ? "removes" : "remove"} ${removed}${rest}`;
}
