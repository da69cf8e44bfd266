import { componentOf, highestScore, isAccepted } from "../../../core/kit.ts";
import { type Finding, type Outcome, targetName } from "../../../core/mod.ts";
import { describeAcceptance } from "./acceptance.ts";
import { type Doubt, INTERRUPTED, listDoubts } from "./doubts.ts";
import type { FormatContext } from "./format.ts";
import { plainText } from "./plain_text.ts";

/** What is the same in all rows of an image stands before and behind what each row has for itself. */
const BEFORE = ["image", "digest", "platform", "pipeline"] as const;
const OWN = [
  ...["type", "severity", "id", "package", "installed", "fixed", "status"],
  ...["path", "cvss", "title", "url", "component_type", "fingerprint", "scanner", "accepted"],
  ...["epss", "epss_percentile", "kev", "kev_due"],
] as const;
const BEHIND = ["scanned_at", "owner"] as const;

type Cell = string | number | undefined;
type Row = Partial<Record<(typeof OWN)[number], Cell>>;

/** Spreadsheets take no more characters in a cell. */
const MAX_CELL = 32_767;

/**
 * A row per finding, by RFC 4180. Each target has a row of its own before its findings, of the type `scanned`, `error` or
 * `skipped`, so that a clean image and one that could not be scanned are told apart; a caveat has a row, too.
 *
 * @see {@link https://www.rfc-editor.org/rfc/rfc4180}
 */
export async function* formatCsv(
  outcomes: AsyncIterable<Outcome>,
  { options, summary }: FormatContext<{ readonly formulas: "escape" | "keep" }>,
): AsyncGenerator<string> {
  const isEscaped = options.formulas === "escape";
  const toCells = (values: readonly Cell[]) => values.map((value) => formatCell(value, isEscaped)).join(",");
  const toOwnCells = (row: Row) => toCells(OWN.map((column) => row[column]));
  yield `${[...BEFORE, ...OWN, ...BEHIND].join(",")}\r\n`;
  for await (const outcome of outcomes) {
    const { target, data, pipeline, finishedAt } = outcome;
    const platform = target.platform ?? data.image?.platform;
    const before = toCells([targetName(target), data.image?.digest, platform, pipeline]);
    const behind = toCells([data.scans?.[0]?.scannedAt ?? finishedAt, target.labels?.owner]);
    yield listRows(outcome)
      .map((row) => `${before},${toOwnCells(row)},${behind}\r\n`)
      .join("");
  }
  if (summary().interrupted) {
    yield `,,,,${toOwnCells({ type: "error", id: "INTERRUPTED", title: INTERRUPTED })},,\r\n`;
  }
}

function listRows(outcome: Outcome): readonly Row[] {
  const { findings } = outcome.data;
  const isScanned = outcome.status === "done" && findings !== undefined;
  const scanned = { type: "scanned", title: describeCount(findings ?? []) };
  return [...(isScanned ? [scanned] : []), ...listDoubts(outcome).map(toDoubtRow), ...(findings ?? []).map(toRow)];
}

function describeCount(findings: readonly Finding[]): string {
  const accepted = findings.filter(isAccepted).length;
  return `${findings.length - accepted} findings${accepted > 0 ? `, ${accepted} accepted` : ""}`;
}

function toDoubtRow({ kind, code, message }: Doubt): Row {
  // The reason of the others is no code of anyone's.
  const id = kind === "failed" || kind === "caveat" ? code : undefined;
  return { type: kind === "failed" ? "error" : kind, id, title: message };
}

function toRow(finding: Finding): Row {
  const { id, kind, severity, title, primaryUrl, fingerprint, scanner, location } = finding;
  const component_type = componentOf(finding);
  const row: Row = {
    type: kind,
    severity,
    id,
    path: location.path,
    title,
    url: primaryUrl,
    component_type,
    fingerprint,
    scanner,
  };
  if (finding.accepted !== undefined) row.accepted = describeAcceptance(finding.accepted);
  if (finding.kind === "license") row.package = finding.package?.name;
  if (finding.kind !== "vulnerability") return row;
  const { package: found, fix, cvss } = finding;
  row.package = found.name;
  row.installed = found.version;
  row.fixed = fix.versions.join(", ");
  row.status = fix.state;
  row.cvss = highestScore(cvss);
  const { epss, kev } = finding.intel ?? {};
  row.epss = epss?.score;
  row.epss_percentile = epss?.percentile;
  row.kev = kev?.added;
  row.kev_due = kev?.due;
  return row;
}

/** What a spreadsheet takes for the start of a formula, also behind blanks and in a later line of a cell. */
const FORMULA = /(^|[\r\n])(?=\s*[=+\-@\t\r＝＋－＠])/g;

function formatCell(value: Cell, isEscaped: boolean): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const cut = plainText(isEscaped ? value.replace(FORMULA, "$1'") : value, MAX_CELL);
  return /[",\r\n]/.test(cut) ? `"${cut.replaceAll('"', '""')}"` : cut;
}
