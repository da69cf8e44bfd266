import { defineErrors } from "../../../core/mod.ts";

/** What keeps the history from being used. A run goes on without it; a question to it cannot be answered. */
export const historyError = defineErrors({
  HISTORY_NEWER: {
    message: ({ path, version }: { path: string; version: number }) =>
      `The history "${path}" was written by a newer hullscan (its format is ${version})`,
    hint: "Update hullscan, or name another file",
    usage: true,
  },
  HISTORY_FOREIGN: {
    message: ({ path, reason }: { path: string; reason: string }) => `The history "${path}" is not used: ${reason}`,
    hint: "It must be a file of your own that nobody else can write to; move it away, or name another one",
    usage: true,
  },
  HISTORY_DAMAGED: {
    message: ({ path, reason }: { path: string; reason: string }) => `The history "${path}" is damaged: ${reason}`,
    hint: "The next run sets it aside and begins a new one",
  },
  HISTORY_UNUSABLE: {
    message: ({ path, reason }: { path: string; reason: string }) => `The history "${path}" cannot be used: ${reason}`,
    hint: "Make room, or make the folder writable",
  },
});
