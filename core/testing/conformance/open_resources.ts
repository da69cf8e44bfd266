import { setTimeout as delay } from "node:timers/promises";

/** How long, in milliseconds, what was closed may take to be gone. */
const PATIENCE_MS = 2000;
const STEP_MS = 10;

/** What keeps the process alive, by its type. */
export type Resources = ReadonlyMap<string, number>;

/** Counts what keeps the process alive: servers, sockets, child processes, timers, requests that are under way. */
export function countResources(): Resources {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(type, (counts.get(type) ?? 0) + 1);
  return counts;
}

/** The types of what is there that was not there before, when what is being closed is gone; none where nothing is. */
export async function findLeftOpen(before: Resources): Promise<readonly string[]> {
  for (let waited = 0; ; waited += STEP_MS) {
    const left = [...countResources()].filter(([type, count]) => count > (before.get(type) ?? 0));
    if (left.length === 0 || waited >= PATIENCE_MS) return left.map(([type]) => type);
    await delay(STEP_MS);
  }
}
