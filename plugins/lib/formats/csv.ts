import { componentOf, highestScore } from "../../../core/kit.ts";
import { type Finding, type Outcome, targetName } from "../../../core/mod.ts";
import { type Doubt, INTERRUPTED, listDoubts } from "./doubts.ts";
import type { FormatContext } from "./format.ts";
import { plainText } from "./plain_text.ts";

const COLUMNS = [
  ...["image", "digest", "platform", "pipeline", "type", "severity", "id", "package", "installed", "fixed", "status"],
  ...["path", "cvss", "title", "url", "component_type", "fingerprint", "scanner", "scanned_at"],
] as const;

type Row = Partial<Record<(typeof COLUMNS)[number], string | number | undefined>>;

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
  const toLine = (row: Row) => `${COLUMNS.map((column) => formatCell(row[column], isEscaped)).join(",")}\r\n`;
  yield `${COLUMNS.join(",")}\r\n`;
  for await (const outcome of outcomes) yield listRows(outcome).map(toLine).join("");
  if (summary().interrupted) {
    yield toLine({ type: "error", id: "INTERRUPTED", title: INTERRUPTED });
  }
}

function listRows(outcome: Outcome): readonly Row[] {
  const { target, data, pipeline, finishedAt } = outcome;
  const about: Row = {
    image: targetName(target),
    digest: data.image?.digest,
    platform: target.platform ?? data.image?.platform,
    pipeline,
    scanned_at: data.scans?.[0]?.scannedAt ?? finishedAt,
  };
  const doubts = listDoubts(outcome).map((doubt) => ({ ...about, ...toDoubtRow(doubt) }));
  const findings = (data.findings ?? []).map((finding) => ({ ...about, ...toRow(finding) }));
  const isScanned = outcome.status === "done" && data.findings !== undefined;
  const scanned = { ...about, type: "scanned", title: `${data.findings?.length} findings` };
  return [...(isScanned ? [scanned] : []), ...doubts, ...findings];
}

function toDoubtRow({ kind, code, message }: Doubt): Row {
  // The reason of the others is no code of anyone's.
  const id = kind === "failed" || kind === "caveat" ? code : undefined;
  return { type: kind === "failed" ? "error" : kind, id, title: message };
}

function toRow(finding: Finding): Row {
  const { id, kind, severity, title, primaryUrl, fingerprint, scanner, location } = finding;
  const common = { type: kind, severity, id, title, url: primaryUrl, fingerprint, scanner, path: location.path };
  const about = { ...common, component_type: componentOf(finding) };
  if (finding.kind === "license") return { ...about, package: finding.package?.name };
  if (finding.kind !== "vulnerability") return about;
  const { package: found, fix, cvss } = finding;
  const versions = { package: found.name, installed: found.version, fixed: fix.versions.join(", ") };
  return { ...about, ...versions, status: fix.state, cvss: highestScore(cvss) };
}

/** What a spreadsheet takes for the start of a formula, also behind blanks and in a later line of a cell. */
const FORMULA = /(^|[\r\n])(?=\s*[=+\-@\t\r＝＋－＠])/g;

function formatCell(value: string | number | undefined, isEscaped: boolean): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  const cut = plainText(isEscaped ? value.replace(FORMULA, "$1'") : value, MAX_CELL);
  return /[",\r\n]/.test(cut) ? `"${cut.replaceAll('"', '""')}"` : cut;
}
