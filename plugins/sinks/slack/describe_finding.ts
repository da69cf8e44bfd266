import type { Finding } from "../../../core/mod.ts";

/** Says in some words what was found; the text around a secret only if that is asked for. Not escaped. */
export function describeFinding(finding: Finding, { secrets }: { readonly secrets: boolean }): string {
  switch (finding.kind) {
    case "vulnerability": {
      const { id, package: found, fix } = finding;
      const fixed = fix.versions.length === 0 ? "no fix yet" : `fixed in ${fix.versions.join(", ")}`;
      return `${id} in ${found.name} ${found.version}, ${fixed}`;
    }
    case "secret": {
      const { title, id, location, match } = finding;
      const place = `${title || id} in ${toPlace(finding)}`;
      return secrets ? `${place}, line ${location.startLine ?? 0}: ${match}` : place;
    }
    case "misconfiguration":
      return `${finding.id} in ${toPlace(finding)}: ${finding.title ?? finding.message}`;
    case "license":
      return `${finding.id} of ${finding.package?.name ?? toPlace(finding)}`;
  }
}

/** What has no path is in the image's own config. */
function toPlace({ location }: Finding): string {
  return location.path ?? "the image's config";
}
