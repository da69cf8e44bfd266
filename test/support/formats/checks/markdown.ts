import assert from "node:assert/strict";

/** Tables whose rows have as many cells as their heads, and no HTML but what our own formats write. */
export function checkMarkdown(text: string): void {
  assert.ok(Buffer.byteLength(text) <= 900_000);
  assert.match(text, /^<!-- hullscan:.* -->\n/);
  let cells = 0;
  for (const line of text.split("\n").slice(1)) {
    const bars = line.startsWith("|") ? (line.match(/(?<!\\)\|/g)?.length ?? 0) : 0;
    if (bars > 0 && cells > 0) assert.equal(bars, cells, line);
    cells = bars;
    const tags = line.match(/<\/?[a-z][^>]*>|<!--/gi) ?? [];
    for (const tag of tags) assert.match(tag, /^<\/?(details|summary|code|br|b)>$/, line);
  }
}
