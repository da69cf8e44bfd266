import { readFile } from "node:fs/promises";
import { join } from "node:path";

/** One element of a report, as far as tests look at it. */
export type ReportElement = Readonly<Record<string, unknown>> & { readonly image: string; readonly error?: string };

/** Reads the report whose name the program printed: stdout must be that one line. */
export async function loadReport(cwd: string, stdout: string): Promise<readonly ReportElement[]> {
  const name = /^(\S+\.json)\n$/.exec(stdout)?.[1];
  if (name === undefined) throw new Error(`stdout is not one filename: ${JSON.stringify(stdout)}`);
  return JSON.parse(await readFile(join(cwd, name), "utf8"));
}

/** The ids of all findings of an element, sorted: `Debian-package CVE-...`. */
export function idsOf(element: ReportElement): readonly string[] {
  const ids: string[] = [];
  for (const [key, group] of Object.entries(element)) {
    if (["dtr", "scan_details"].includes(key) || typeof group !== "object" || group === null || Array.isArray(group))
      continue;
    for (const findings of Object.values(group)) {
      for (const finding of findings) ids.push(`${key} ${finding.vuln_id ?? finding.secret_id}`);
    }
  }
  return ids.sort();
}
