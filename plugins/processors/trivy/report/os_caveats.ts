import type { Caveat } from "../../../../core/mod.ts";
import type { Release } from "../databases/releases.ts";
import type { TrivyReport } from "./schema.ts";

/** The operating system that Trivy has found in an image; nothing where it has found none. */
export function toRelease({ Metadata }: Pick<TrivyReport, "Metadata">): Release | undefined {
  const { Family: family = "", Name: name = "" } = Metadata?.OS ?? {};
  return family === "" || family === "none" ? undefined : { family, name };
}

/**
 * What Trivy's report says of its own view of an image: it looks for vulnerabilities where it does not know the system,
 * or has no advisories for it, and finds none.
 *
 * @param isKnown Whether the database has advisories for the release; undefined where that cannot be said
 */
export function toOsCaveats(report: Pick<TrivyReport, "Metadata" | "Results">, isKnown?: boolean): readonly Caveat[] {
  const release = toRelease(report);
  const { OS, DiffIDs, Layers } = report.Metadata ?? {};
  const caveats: Caveat[] = [];
  if (release === undefined) {
    const message = "Trivy found no operating system that it knows: packages of one were not looked for";
    caveats.push({ code: "OS_UNKNOWN", message });
  } else {
    const system = `${release.family} ${release.name}`.trim();
    if (OS?.EOSL) {
      const message = `${system} is past its end of life: there are no advisories for new vulnerabilities`;
      caveats.push({ code: "OS_END_OF_LIFE", message });
    }
    if (isKnown === false && !hasOsFindings(report)) {
      const message = `Trivy has no advisories for ${system}: none of its packages could be matched`;
      caveats.push({ code: "OS_RELEASE_UNKNOWN", message });
    }
  }
  if (report.Results.length === 0 && !DiffIDs?.length && !Layers?.length) {
    caveats.push({ code: "NO_PACKAGES", message: "The image has no layers, and so no packages to look at" });
  }
  return caveats;
}

/** What was found can be found. */
function hasOsFindings({ Results }: Pick<TrivyReport, "Results">): boolean {
  return Results.some(({ Class, Vulnerabilities }) => Class === "os-pkgs" && Vulnerabilities.length > 0);
}
