import { type Finding, type Intel, isFixable } from "../model/mod.ts";
import { findNearestFix } from "./nearest_fix.ts";
import { formatEpss } from "./risk.ts";

/**
 * Returns in some words what was found, `CVE-2021-44906 in minimist 1.2.5 -> 1.2.6`. Not escaped.
 *
 * @param secrets Whether the text around a secret is in it
 *
 * @example
 * ```ts
 * import { describeFinding } from "hullscan/kit";
 * import { fakeFinding } from "hullscan/testing";
 *
 * const text = describeFinding(fakeFinding({ id: "CVE-2021-44906" }), { secrets: false });
 * if (!text.startsWith("CVE-2021-44906 in ")) throw new Error(text);
 * ```
 */
export function describeFinding(finding: Finding, { secrets }: { readonly secrets: boolean }): string {
  switch (finding.kind) {
    case "vulnerability": {
      const { id, package: found } = finding;
      const help = isFixable(finding) ? ` -> ${findNearestFix(finding)}` : ", no fix yet";
      return `${id} in ${found.name} ${found.version}${help}${describeThreat(finding.intel)}`;
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

/** What is next to never exploited needs no word. */
const LIKELY = 0.01;

function describeThreat({ kev, epss }: Intel = {}): string {
  const score = epss !== undefined && epss.score >= LIKELY ? `, EPSS ${formatEpss(epss)}` : "";
  return `${kev === undefined ? "" : ", known exploited"}${score}`;
}

/** What has no path is in the image's own config. */
function toPlace({ location }: Finding): string {
  return location.path ?? "the image's config";
}
