import type { Finding } from "../../../core/mod.ts";

/** Says in some words what was found; the text around a secret only if that is asked for. Not escaped. */
export function describeFinding(finding: Finding, { secrets }: { readonly secrets: boolean }): string {
  switch (finding.type) {
    case "vulnerability": {
      const { id, library, installedVersion, fixedVersion } = finding;
      return `${id} in ${library} ${installedVersion}, ${fixedVersion === "" ? "no fix yet" : `fixed in ${fixedVersion}`}`;
    }
    case "secret": {
      const { title, ruleId, target, startLine, match } = finding;
      const place = `${title || ruleId} in ${target}`;
      return secrets ? `${place}, line ${startLine}: ${match}` : place;
    }
    case "misconfiguration":
      return `${finding.id} in ${finding.target}: ${finding.title}`;
    case "license":
      return `${finding.license} of ${finding.library || finding.path || finding.target}`;
  }
}
