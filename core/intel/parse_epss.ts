import { isCve, toCveKey } from "./cve_key.ts";
import { IntelFlaw } from "./unpack.ts";

/** The scores of one day. */
export interface EpssScores {
  /** `2026-11-26`. */
  readonly date: string;
  /** `v2025.03.14`. */
  readonly version: string;
  /** How many vulnerabilities have a score. */
  readonly size: number;
  /** @param id Of a CVE */
  find(id: string): { readonly score: number; readonly percentile: number } | undefined;
}

const COLUMNS = "cve,epss,percentile";
const MAX_ROWS = 2 ** 21;
const MAX_LINE_BYTES = 1_000;
/** Numbers are kept as whole billionths: the publisher writes nine decimals at most. */
const PARTS = 1e9;
/** The line of the first score. */
const FIRST_LINE = 3;
const [LF, CR] = [10, 13];

/**
 * Reads the scores of EPSS as FIRST publishes them: a line with the model and the day, the names of the columns, a line for
 * each vulnerability. What is read takes 16 bytes for each.
 *
 * @see https://www.first.org/epss/data_stats
 * @throws {IntelFlaw} with the first line that is wrong
 */
export function parseEpss(bytes: Buffer): EpssScores {
  const lines = listLines(bytes);
  const { date, version } = parseHeader(lines.next().value ?? "");
  const columns = lines.next().value ?? "";
  if (columns.trim().toLowerCase() !== COLUMNS) {
    throw new IntelFlaw(`expected the columns ${COLUMNS}, not ${quote(columns)}`, 2);
  }
  // A line has 16 bytes at least: "CVE-1999-0001,0,0".
  const room = Math.min(MAX_ROWS, Math.ceil(bytes.length / 16));
  const order = new Float64Array(room);
  const [scores, percentiles] = [new Uint32Array(room), new Uint32Array(room)];
  /** Rows of ids that no key can be made of. */
  const others = new Map<string, number>();
  let [rows, keys] = [0, 0];
  for (const text of lines) {
    const line = rows + FIRST_LINE;
    if (rows >= room) throw new IntelFlaw(`it has more than ${MAX_ROWS} scores`, line);
    const [id = "", score = "", percentile = "", ...more] = text.split(",");
    if (percentile === "" || more.length > 0) throw new IntelFlaw(`expected ${COLUMNS}, not ${quote(text)}`, line);
    scores[rows] = parseShare(score, { name: "epss", line });
    percentiles[rows] = parseShare(percentile, { name: "percentile", line });
    if (!isCve(id)) throw new IntelFlaw(`expected a CVE id, not ${quote(id)}`, line);
    const key = toCveKey(id);
    if (key === undefined) addOther(others, { id: id.toUpperCase(), row: rows });
    // Sorted as plain numbers, with the place of the row behind the key: that takes no function for each comparison.
    else order[keys++] = key * MAX_ROWS + rows;
    rows += 1;
  }
  if (rows === 0) throw new IntelFlaw("it has no scores");
  const sorted = order.subarray(0, keys).sort();
  checkUnique(sorted);
  return {
    date,
    version,
    size: rows,
    find(id) {
      const key = toCveKey(id);
      const place = key === undefined ? others.get(id.toUpperCase()) : findPlace(sorted, key);
      if (place === undefined) return undefined;
      return { score: (scores[place] ?? 0) / PARTS, percentile: (percentiles[place] ?? 0) / PARTS };
    },
  };
}

/** The lines, without their ends. An empty one at the end is none. */
function* listLines(bytes: Buffer): Generator<string, undefined> {
  let line = 0;
  for (let start = 0; start < bytes.length; ) {
    line += 1;
    const found = bytes.indexOf(LF, start);
    const next = found === -1 ? bytes.length : found;
    const end = bytes[next - 1] === CR ? next - 1 : next;
    if (end - start > MAX_LINE_BYTES) throw new IntelFlaw(`the line has more than ${MAX_LINE_BYTES} bytes`, line);
    yield bytes.toString("latin1", start, end);
    start = next + 1;
  }
  return undefined;
}

/** `#model_version:v2025.03.14,score_date:2026-05-18T00:00:00Z`; older files end it with `+0000`. */
function parseHeader(text: string): { readonly date: string; readonly version: string } {
  const [, version] = /(?:^#|,)model_version:([\w.-]{1,40})(?:,|$)/.exec(text) ?? [];
  const [, date] = /(?:^#|,)score_date:(\d{4}-\d{2}-\d{2})(?:T|,|$)/.exec(text) ?? [];
  if (version === undefined || date === undefined || Number.isNaN(Date.parse(date))) {
    throw new IntelFlaw(`expected "#model_version:...,score_date:YYYY-MM-DD...", not ${quote(text)}`, 1);
  }
  return { date, version };
}

function parseShare(text: string, { name, line }: { readonly name: string; readonly line: number }): number {
  const value = /^[\d.]+(e-?\d+)?$/i.test(text) ? Number(text) : Number.NaN;
  if (value >= 0 && value <= 1) return Math.round(value * PARTS);
  throw new IntelFlaw(`${name} is ${quote(text)}, not a number from 0 to 1`, line);
}

function addOther(others: Map<string, number>, { id, row }: { readonly id: string; readonly row: number }): void {
  const earlier = others.get(id);
  if (earlier !== undefined) throw sameId(earlier, row);
  others.set(id, row);
}

function sameId(earlier: number, row: number): IntelFlaw {
  return new IntelFlaw(`the same CVE id as in line ${earlier + FIRST_LINE}`, row + FIRST_LINE);
}

/** Rows of one key stand beside each other, the earlier one first. */
function checkUnique(sorted: Float64Array): void {
  for (let index = 1; index < sorted.length; index += 1) {
    const [a, b] = [sorted[index - 1] ?? 0, sorted[index] ?? 0];
    if (Math.floor(a / MAX_ROWS) !== Math.floor(b / MAX_ROWS)) continue;
    throw sameId(a % MAX_ROWS, b % MAX_ROWS);
  }
}

/** The row of a key, by halving. */
function findPlace(sorted: Float64Array, key: number): number | undefined {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? 0) < key * MAX_ROWS) low = middle + 1;
    else high = middle;
  }
  const found = sorted[low];
  return found !== undefined && Math.floor(found / MAX_ROWS) === key ? found % MAX_ROWS : undefined;
}

function quote(text: string): string {
  return JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text);
}
