import type { Markup } from "../markup.ts";
import type { Overview } from "../overview.ts";
import { listCoverage } from "./coverage.ts";
import { buildExplorer } from "./explorer.ts";
import { buildFixes } from "./fixes.ts";
import type { PageRun } from "./head.ts";
import { buildHeader } from "./header.ts";
import { buildImages } from "./images.ts";

/** What the page shows, from top to bottom. All but the last is there without a script. */
export function listSections(overview: Overview, run: PageRun): readonly Markup[] {
  return [
    buildHeader(overview, run),
    ...listCoverage(overview),
    buildImages(overview),
    buildFixes(overview),
    buildExplorer(overview),
  ].filter((section) => section !== undefined);
}
