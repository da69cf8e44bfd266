import type { Driver } from "../plugin/driver.ts";
import type { SourceHooks } from "../plugin/hooks.ts";
import type { Opened } from "./opened.ts";

/** How many targets some sources will give together; undefined where one of them does not know. */
export async function countTargets(
  sources: readonly Opened<SourceHooks>[],
  driver: Driver,
): Promise<number | undefined> {
  let total = 0;
  for (const { name, hooks, ctx } of sources) {
    const count = await driver.call(name, "count", () => hooks.count?.(ctx));
    // Only progress goes by it: what is no number is not known.
    if (count === undefined || !Number.isInteger(count) || count < 0) return undefined;
    total += count;
  }
  return total;
}
