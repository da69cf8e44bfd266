import type { RunInfo } from "../../../../../core/kit.ts";
import type { Summary } from "../../../../../core/mod.ts";
import type { PageParts } from "../load_page.ts";
import { html, Markup } from "../markup.ts";

/** What the page says of the run itself. */
export interface PageRun extends Pick<RunInfo, "id" | "label" | "startedAt"> {
  readonly version: string;
  readonly summary: Summary;
}

/** All up to the page's first words. */
export function buildHead({ label, startedAt }: PageRun, { policy, style }: PageParts): Markup {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>Image scan: ${label}, ${startedAt.toISOString().slice(0, 10)}</title>
<link rel="icon" href="data:,">
<style>${new Markup(style)}</style>
</head>
<body>
`;
}
