import { plural } from "../../../../core/kit.ts";
import { type Outcome, SEVERITIES } from "../../../../core/mod.ts";
import { listDoubts } from "../doubts.ts";
import type { FormatContext } from "../format.ts";
import { writeData } from "./data.ts";
import { type FindingOptions, Findings } from "./findings.ts";
import { Lines, toLine } from "./lines.ts";
import { loadPage } from "./load_page.ts";
import { nameOf, Overview, statusOf } from "./overview.ts";
import { buildHead } from "./sections/head.ts";
import { listSections } from "./sections/sections.ts";
import { PageText } from "./text.ts";

/**
 * One page that needs nothing else: what the run came to as plain tables, and all findings in a table with search and
 * filters. Rows wait on the disk until the run has ended; memory holds what images have in common.
 */
export async function* formatHtml(
  outcomes: AsyncIterable<Outcome>,
  ctx: FormatContext<FindingOptions>,
): AsyncGenerator<string> {
  const lines = new Lines(ctx.path);
  try {
    const text = new PageText();
    const overview = new Overview(text);
    const rows = new Findings(lines, text, ctx.options);
    for await (const outcome of outcomes) {
      const name = nameOf(outcome, text);
      overview.add(outcome, name);
      const { issues, places, distinct, accepted, news } = await rows.add(outcome);
      await lines.add(["image", describeImage(outcome, name, text), issues, places, distinct, accepted, news]);
    }
    if (text.cut > 0) ctx.warn(`HTML: cut ${plural(text.cut, "text")} too long for the page, with "…" at the end`);
    const run = { ...ctx.run, version: ctx.version, summary: ctx.summary() };
    const page = await loadPage();
    yield buildHead(run, page).text;
    for (const section of listSections(overview, run)) yield section.text;
    const { images, findings, accepted, hasIntel } = overview;
    const counts = { images, findings: findings + accepted, ...(hasIntel && { hasIntel }) };
    yield* writeData(toLine(["run", { ...counts, label: run.label }]), lines);
    yield `<script>${page.script}</script>\n</body>\n</html>\n`;
  } finally {
    await lines.close();
  }
}

function describeImage(outcome: Outcome, name: string, text: PageText) {
  const { data, target, pipeline } = outcome;
  const { image } = data;
  const os = image?.os && [image.os.family, image.os.version, image.os.isEndOfLife ? "(end of life)" : ""];
  const doubts = listDoubts(outcome);
  const isScanned = outcome.status === "done" && data.findings !== undefined;
  const state = doubts.find(({ kind }) => kind !== "caveat");
  return {
    name,
    status: statusOf(outcome),
    pipeline,
    owner: text.fitIfAny(target.labels?.owner, 200),
    digest: text.fitIfAny(image?.digest ?? image?.imageId, 100),
    platform: text.fitIfAny(target.platform ?? image?.platform, 100),
    os: text.fitIfAny(os?.filter(Boolean).join(" "), 100),
    layers: image?.layers?.length,
    floor: isScanned ? SEVERITIES.indexOf(target.minSeverity) : undefined,
    scannedAt: data.scans?.[0]?.scannedAt,
    reason: text.fitIfAny(state?.message, 2000),
    hint: text.fitIfAny(state?.hint, 2000),
    caveats: doubts.flatMap(({ kind, message }) => (kind === "caveat" ? [text.fit(message, 2000)] : [])),
  };
}
