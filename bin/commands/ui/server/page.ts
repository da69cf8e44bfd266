import { html } from "../../../../plugins/lib/formats/html/markup.ts";
import { SCRIPT, STYLES } from "./assets.ts";

/** The pages, as the first line of the page names them. */
const VIEWS = {
  ...{ runs: "Runs", trend: "Trend", images: "Images", plan: "Fix first" },
  ...{ search: "Search", diff: "Diff", accepted: "Accepted" },
};

/** Builds the page. All that it shows is asked for by its script. */
export function buildPage(history: string): string {
  return html`<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>Scan history</title>
<link rel="icon" href="data:,">
${STYLES.map(
  (style) => html`<link rel="stylesheet" href="${style}">
`,
)}<script type="module" src="${SCRIPT}"></script>
</head>
<body>
<header>
<p class="over">${history}</p>
<h1>Scan history</h1>
<nav class="views" aria-label="Pages">${Object.entries(VIEWS).map(
    ([name, title]) => html`<a href="#/${name}" data-page="${name}">${title}</a>`,
  )}</nav>
</header>
<main id="main" tabindex="-1"><noscript><p class="alert">This page needs JavaScript.</p></noscript></main>
<p id="status" class="over" role="status"></p>
</body>
</html>
`.text;
}
