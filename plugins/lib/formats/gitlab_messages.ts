import { plainLine } from "./plain_text.ts";

type Level = "warn" | "fatal";

/** As many of a level are listed; the others are counted. */
const MAX_MESSAGES = 500;

/** What keeps a run from being clean, in a number of messages that does not grow with the run. */
export interface GitlabMessages {
  add(level: Level, text: string): void;
  hasFatal(): boolean;
  /** The worst first. */
  list(): readonly { readonly level: Level; readonly value: string }[];
}

/** Makes an empty list of messages. */
export function createGitlabMessages(): GitlabMessages {
  const kept: Record<Level, string[]> = { fatal: [], warn: [] };
  const count: Record<Level, number> = { fatal: 0, warn: 0 };
  return {
    add(level, text) {
      count[level] += 1;
      if (kept[level].length < MAX_MESSAGES) kept[level].push(plainLine(text, 1000));
    },
    hasFatal: () => count.fatal > 0,
    list: () =>
      (["fatal", "warn"] as const).flatMap((level) => {
        const more = count[level] - kept[level].length;
        const values = more > 0 ? [...kept[level], `and ${more} more like these`] : kept[level];
        return values.map((value) => ({ level, value }));
      }),
  };
}
