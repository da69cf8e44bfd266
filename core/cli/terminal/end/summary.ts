import type { ScanEvent, Summary } from "../../../events/event.ts";
import type { ShowOptions } from "../live/create_renderer.ts";
import { screenSize } from "../live/live_region.ts";
import { createPaint } from "../text/format.ts";
import { chooseGlyphs } from "../text/glyphs.ts";
import { formatFailureGroups } from "./groups.ts";
import { createRunFacts } from "./run_facts.ts";
import { formatEndScreen, listReports } from "./screen.ts";
import { formatComponents, formatFailures } from "./summary_text.ts";

/** How the end of a run is shown. */
export interface SummaryOptions extends ShowOptions {
  /** `full`: also shares by component type; `none`: only what could not be scanned, and the reports. */
  readonly summary: "full" | "short" | "none";
  /** Whether stdout names the reports, or those beside them where there is no other. @default {false} */
  readonly isNamedOnStdout?: boolean;
}

/** Shows how a run has ended. */
export interface SummaryPrinter {
  handle(event: ScanEvent): void;
  /** Names the reports of a run that broke: they are complete. */
  close(): void;
}

/** How much is named of each kind, so that all of it fits on a terminal with so many rows. */
function countFor(rows: number): number {
  if (rows < 32) return 3;
  return rows < 45 ? 5 : 10;
}

/**
 * Makes what prints the summary of a run at its end; with `quiet`, only what could not be scanned, and the reports that
 * stdout does not name. Of JSON it is a line.
 */
export function createSummary(options: SummaryOptions): SummaryPrinter {
  const { quiet, format } = options;
  if (format === "json") return { handle() {}, close() {} };
  return quiet ? createQuietSummary(options) : createFullSummary(options);
}

function createQuietSummary({ write, color, isNamedOnStdout = false }: SummaryOptions): SummaryPrinter {
  const shown = { paint: createPaint(color), cwd: process.cwd() };
  const made = createMade();
  let isFinished = false;
  return {
    handle(event) {
      made.handle(event);
      if (event.type !== "run.finished") return;
      isFinished = true;
      const { failures, artifacts, extraArtifacts } = event.summary;
      const unnamed = artifacts.length > 0 ? extraArtifacts : [];
      const reports = isNamedOnStdout ? { artifacts: [], extraArtifacts: unnamed } : { artifacts, extraArtifacts };
      for (const line of [...formatFailures(failures, shown.paint), ...listReports(reports, shown)]) write(`${line}\n`);
    },
    close() {
      if (!isFinished) for (const line of listReports(made, shown)) write(`${line}\n`);
    },
  };
}

/** The files of a run so far. */
function createMade() {
  const made: Record<"artifacts" | "extraArtifacts", string[]> = { artifacts: [], extraArtifacts: [] };
  return {
    ...made,
    handle(event: ScanEvent): void {
      if (event.type === "artifact") made[event.isExtra ? "extraArtifacts" : "artifacts"].push(event.path);
    },
  };
}

function createFullSummary(options: SummaryOptions): SummaryPrinter {
  const { write, color, isTty, summary: amount, screen = screenSize, glyphs = chooseGlyphs() } = options;
  const paint = createPaint(color);
  const facts = createRunFacts();
  const made = createMade();
  const cwd = process.cwd();
  let isPrinted = false;

  function print(lines: readonly string[]): void {
    isPrinted = true;
    if (lines.length > 0) write(`${lines.join("\n")}\n`);
  }

  function list(summary: Summary): readonly string[] {
    const { columns, rows } = screen();
    const shown = {
      ...{ paint, glyphs, cwd },
      width: isTty ? columns - 1 : Number.POSITIVE_INFINITY,
      count: isTty ? countFor(rows) : 10,
    };
    const read = facts.read();
    if (amount === "none") {
      return [...formatFailureGroups(read.failures, shown.count, shown), ...listReports(summary, shown)];
    }
    const components = amount === "full" ? formatComponents(summary, paint, shown.width) : [];
    const before = components.length > 0 ? ["", ...components] : [];
    return [...before, ...formatEndScreen(summary, read, shown), ""];
  }

  return {
    handle(event) {
      facts.handle(event);
      made.handle(event);
      if (event.type === "run.finished") print(list(event.summary));
    },
    close() {
      if (!isPrinted) print(listReports(made, { paint, cwd }));
    },
  };
}
