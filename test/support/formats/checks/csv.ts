import assert from "node:assert/strict";

/** A row by the names of its columns. */
export type CsvRow = Readonly<Record<string, string>>;

/**
 * Reads CSV as RFC 4180 says.
 *
 * @throws {AssertionError} where something stands outside of a cell, or a row has more cells than the head, or fewer
 */
export function parseCsv(text: string): readonly CsvRow[] {
  const rows: string[][] = [[]];
  let at = 0;
  for (const { 0: all, 1: quoted, 2: plain = "", 3: end, index } of text.matchAll(
    /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g,
  )) {
    assert.equal(index, at, `a cell begins at ${at}`);
    at += all.length;
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end === "\r\n") rows.push([]);
  }
  assert.equal(at, text.length, "the last row ends with a line end");
  const [columns = [], ...cells] = rows.slice(0, -1);
  for (const row of cells) assert.equal(row.length, columns.length, row.join());
  return cells.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index] ?? ""])));
}

/** CSV whose cells fit into a spreadsheet, and are no formulas there. */
export function checkCsv(text: string): void {
  const rows = parseCsv(text);
  for (const [column, cell] of rows.flatMap((row) => Object.entries(row))) {
    assert.ok(cell.length <= 32_767, column);
    assert.doesNotMatch(cell, /(^|[\r\n])\s*[=+\-@\t\r＝＋－＠]/, column);
    assert.doesNotMatch(cell, /[^\P{Cc}\t\n]|\p{Cs}/u, column);
  }
}
