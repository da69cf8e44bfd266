import type { ReportedFinding } from "../formats/mod.ts";

/**
 * What makes a finding the same one in two reports of an image: what was found, and in which library or file. Not the
 * version: an update that does not help is nothing new. Nothing for what is no finding.
 */
export function toReportedKey(finding: ReportedFinding): string | undefined {
  const { type, target, library } = finding;
  switch (type) {
    case "vulnerability":
      return join(type, finding.vuln_id, library);
    case "secret":
      return join(type, finding.secret_id, target);
    case "misconfiguration":
      return join(type, finding.misconf_id, target, finding.resource);
    case "license":
      return join(type, finding.license, library, finding.file_path);
    default:
      return undefined;
  }
}

function join(...parts: readonly unknown[]): string {
  return parts.join("\0");
}
