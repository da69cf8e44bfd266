import { defineErrors } from "../../../core/mod.ts";

/** What keeps the history from being used. A run goes on without it; a question to it cannot be answered. */
export const historyError = defineErrors({
  HISTORY_MISSING: {
    message: ({ path }: { path: string }) => `There is no history at "${path}"`,
    hint: "A run with the sink `history` writes it; name a file elsewhere with --history",
    usage: true,
  },
  HISTORY_UNREADABLE: {
    message: ({ path, reason }: { path: string; reason: string }) => `Cannot read the history "${path}": ${reason}`,
    hint: "Name a file that the sink `history` has written, and that you may read",
    usage: true,
  },
  HISTORY_OLDER: {
    message: ({ path }: { path: string }) => `The history "${path}" was written by an older hullscan`,
    hint: "The next run that writes to it brings it up to date",
    usage: true,
  },
  HISTORY_SLOW: {
    message: ({ seconds }: { seconds: number }) => `The query took longer than ${seconds} s`,
    hint: "Ask for less, or give it more time: --timeout 120",
    usage: true,
  },
  HISTORY_BEGINS: {
    message: ({ path, at, first }: { path: string; at: string; first: string }) =>
      `The history "${path}" does not know what was on ${at}: ${first === "" ? "it has no runs" : `its first run began at ${first}`}`,
    hint: "Name a later day, or keep runs for longer (`keepFor`)",
    usage: true,
  },
  HISTORY_NO_RUN: {
    message: ({ path, name }: { path: string; name: string }) => `There is no run "${name}" in the history "${path}"`,
    hint: "Name a run by its tag (@release-1), its number or the first 8 digits of its id, or an earlier report by its file",
    usage: true,
  },
  HISTORY_BASELINE: {
    message: ({ path, reason }: { path: string; reason: string }) => `Cannot compare with "${path}": ${reason}`,
    hint: "Name a report that hullscan wrote, the JSON report or NDJSON, or a run: @release-1, or its number",
    usage: true,
  },
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
  HISTORY_ADDRESS: {
    message: ({ address, reason }: { address: string; reason: string }) =>
      `The address "${address}" of the history is not used: ${reason}`,
    hint: "postgres://USER@HOST:5432/DATABASE?sslmode=verify-full, with its password in PGPASSWORD",
    usage: true,
  },
  HISTORY_NO_DRIVER: {
    message: ({ path }: { path: string }) => `The history "${path}" needs the package pg, which is not installed`,
    hint: "npm install pg",
    usage: true,
  },
  HISTORY_UNREACHABLE: {
    message: ({ path, reason }: { path: string; reason: string }) => `Cannot reach the history "${path}": ${reason}`,
    hint: "Check that the server is up, its name, the user, and the password in PGPASSWORD",
  },
  HISTORY_DENIED: {
    message: ({ path, reason }: { path: string; reason: string }) =>
      `The history "${path}" is not open to you: ${reason}`,
    hint: "Grant the role what docs/history.md says, one that only asks as well as one that writes",
    usage: true,
  },
  HISTORY_SERVER: {
    message: ({ path, reason }: { path: string; reason: string }) => `The history "${path}" cannot be used: ${reason}`,
    hint: "The server's log says more; it may have no room",
  },
  HISTORY_UNUSABLE: {
    message: ({ path, reason }: { path: string; reason: string }) => `The history "${path}" cannot be used: ${reason}`,
    hint: "Make room, or make the folder writable",
  },
});
