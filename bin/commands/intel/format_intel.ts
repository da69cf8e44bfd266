import type { LineOptions } from "../../../core/cli/terminal/text/table.ts";
import { INTEL_NAMES, type LoadedIntel } from "../../../core/intel/mod.ts";
import { plural, printable, showPath } from "../../../core/kit.ts";
import { formatGrid } from "../lib/grid.ts";
import type { Updated } from "./update.ts";

/** What there is of data about exploits, and what came of an update. */
export interface IntelAnswer {
  readonly intel: LoadedIntel;
  readonly updated: readonly Updated[];
}

const KINDS = ["epss", "kev"] as const;

/** The answer for people. */
export function formatIntel({ intel, updated }: IntelAnswer, options: LineOptions): string {
  const columns = [
    { head: "data" },
    { head: "of" },
    { head: "age" },
    { head: "version", goes: 2 },
    { head: "vulnerabilities", isNumber: true, goes: 1 },
    { head: "file", cut: "middle" as const, goes: 3 },
  ];
  const rows = KINDS.map((kind) => {
    const { place, source, data, error } = intel[kind];
    const file = showPath(place.file, process.cwd());
    if (source === undefined || data === undefined) {
      return [INTEL_NAMES[kind], error === undefined ? "not there" : "not fit", "", "", "", file];
    }
    const age = `${plural(source.ageDays, "day")}${source.isStale ? ", stale" : ""}`;
    return [INTEL_NAMES[kind], source.date, age, source.version, String(data.size), file];
  });
  const words = updated.map(({ kind, state, address }) => `${INTEL_NAMES[kind]}: ${describeState(state, address)}`);
  const reasons = KINDS.flatMap((kind) => intel[kind].error?.message ?? []);
  const isMissing = KINDS.some((kind) => intel[kind].source === undefined || intel[kind].source?.isStale);
  const remedy = isMissing && updated.length === 0 ? ["Download them: scan intel update"] : [];
  const notes = [...reasons, ...words, ...remedy, "EPSS is FIRST's: see https://www.first.org/epss"];
  return `${[...formatGrid({ columns, rows }, options), "", ...notes.map((note) => printable(note))].join("\n")}\n`;
}

function describeState(state: Updated["state"], address = ""): string {
  switch (state) {
    case "updated":
      return `updated from ${address}`;
    case "kept":
      return `those that are there are the newest of ${address}`;
    case "left":
      return "left alone: the config names a file of yours";
    case "failed":
      return `not updated from ${address}`;
  }
}

/** The answer for programs. */
export function toData({ intel, updated }: IntelAnswer) {
  return Object.fromEntries(
    KINDS.map((kind) => {
      const { place, source, data, error } = intel[kind];
      const update = updated.find((one) => one.kind === kind);
      return [
        kind,
        {
          file: place.file,
          ...(source && { ...source, vulnerabilities: data?.size }),
          ...(error && { error: error.message }),
          ...(update && { update: update.state }),
          ...(update?.error && { updateError: update.error.message }),
        },
      ];
    }),
  );
}
