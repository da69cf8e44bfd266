import { describeFinding, targetLabel } from "../core/kit.ts";
import type { Finding, Outcome } from "../core/mod.ts";

/** A finding that the earlier demo did not have. */
interface NewFinding {
  readonly finding: Finding;
  readonly image: string;
}

/** Lists what is new in an image that the earlier demo had looked at, too. */
export function listNews({ target, data, comparison }: Outcome): readonly NewFinding[] {
  if (comparison === undefined || comparison.isFirst) return [];
  const news = (data.findings ?? []).filter(({ isNew }) => isNew);
  return news.map((finding) => ({ finding, image: targetLabel(target) }));
}

/**
 * Explains what came with the newer database, and how somebody would ask about it; a line each.
 *
 * @param history As a call names it
 * @param report The run's report, as a call names it, if there is one
 */
export function describeNews(
  news: readonly NewFinding[],
  { history, report }: { readonly history: string; readonly report?: string | undefined },
): readonly string[] {
  const [first] = news;
  if (first === undefined) {
    return [
      "Nothing is new: this run is compared with one that had the newer database, too, and a finding is new only once.",
      "To see it again: npx hullscan demo, then npx hullscan demo --next-day",
    ];
  }
  const { finding, image } = first;
  return [
    "What has happened: nobody has changed an image. The newer vulnerability database knows one vulnerability more.",
    "",
    `  ${finding.severity}  ${describeFinding(finding, { secrets: false })}`,
    `  in ${image}`,
    ...(finding.description === undefined ? [] : [`  ${finding.description}`]),
    "",
    "All other findings were known. A team has this one to look at, and not all of them. Ask about it:",
    "",
    `  npx hullscan explain ${finding.id}${report === undefined ? "" : ` ${report}`}`,
    `  npx hullscan find ${finding.id} --history ${history}`,
    `  npx hullscan diff previous last --history ${history}`,
    `  npx hullscan history ${image} --history ${history}`,
    "",
    "look at it in a browser:",
    "",
    `  npx hullscan ui --history ${history}`,
    "",
    "and have a CI job fail on what is new and critical, and on nothing else:",
    "",
    `  npx hullscan --mode remote --fail-on CRITICAL,new`,
  ];
}
