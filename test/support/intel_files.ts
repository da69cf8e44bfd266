import { gzipSync } from "node:zlib";

/** A score, as a row of the file. */
export type EpssRow = readonly [id: string, score: string, percentile: string];

/** Makes a file of scores as FIRST publishes them: so many rows besides those that are named. */
export function makeEpss(
  named: readonly EpssRow[] = [],
  { rows = 0, date = today(), lineEnd = "\n" }: { rows?: number; date?: string; lineEnd?: string } = {},
): string {
  const lines = [`#model_version:v2025.03.14,score_date:${date}T00:00:00Z`, "cve,epss,percentile"];
  for (let row = 0; row < rows; row += 1) {
    // As there: sorted as texts, years with different lengths of numbers.
    const id = `CVE-${1999 + (row % 28)}-${String(100_000 + row)}`;
    lines.push(`${id},${((row % 9973) / 10_000).toFixed(5)},${((row % 9999) / 10_000).toFixed(4)}`);
  }
  const all = [...lines.slice(2), ...named.map((row) => row.join(","))].sort();
  return [...lines.slice(0, 2), ...all, ""].join(lineEnd);
}

/** The same, as it is published: packed. */
export function packEpss(...what: Parameters<typeof makeEpss>): Buffer {
  return gzipSync(makeEpss(...what));
}

/** Makes a catalogue as CISA publishes it: so many entries besides those that are named. */
export function makeKev(
  named: readonly Readonly<Record<string, unknown>>[] = [],
  { entries = 0, date = today() }: { entries?: number; date?: string } = {},
): string {
  const others = Array.from({ length: entries }, (_, index) => ({ cveID: `CVE-2002-${20_000 + index}` }));
  const vulnerabilities = [...named, ...others].map((entry) => ({
    vendorProject: "Apache",
    product: "Log4j2",
    vulnerabilityName: "Apache Log4j2 Remote Code Execution Vulnerability",
    dateAdded: "2021-12-10",
    shortDescription: "Apache Log4j2 contains a vulnerability.",
    requiredAction: "Apply updates per vendor instructions.",
    dueDate: "2021-12-24",
    knownRansomwareCampaignUse: "Unknown",
    notes: "https://logging.apache.org/log4j/2.x/security.html",
    cwes: ["CWE-20"],
    ...entry,
  }));
  const content = {
    title: "CISA Catalog of Known Exploited Vulnerabilities",
    catalogVersion: date.replaceAll("-", "."),
    dateReleased: `${date}T14:55:17.9014Z`,
    count: vulnerabilities.length,
    vulnerabilities,
  };
  // As there: with slashes that need not be escaped.
  return JSON.stringify(content, null, 4).replaceAll("/", "\\/");
}

/** So many days ago, in UTC: `2026-11-20`. */
export function daysAgo(days: number): string {
  return new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
}

function today(): string {
  return daysAgo(0);
}
