import { describeAcceptance, describeRisk } from "../../highlights/mod.ts";
import { type Finding, SEVERITIES, type Severity } from "../../model/mod.ts";
import { plural } from "../../services/plural.ts";
import { STYLE_OF } from "../terminal/text/format.ts";
import type { Collected, Coverage, Place } from "./collect.ts";
import { clean, toFindingNode, toFixNode, toImageNodes, toTail } from "./finding_nodes.ts";
import type { ShowOptions } from "./format_image.ts";
import { groupByPackage } from "./group_findings.ts";
import { formatTree, type Node, wrapText } from "./tree.ts";

/** One finding's id with all that has it, as lines. */
export function formatId(word: string, { ofId, coverage }: Collected, options: ShowOptions): readonly string[] {
  const { paint } = options;
  const [finding] = ofId.flatMap(({ findings }) => findings);
  const images = countImages(ofId);
  const head = finding === undefined ? [paint("bold", clean(word))] : describeFinding(finding, options);
  const scanned = plural(coverage.scanned, "scanned target");
  const found = images === 0 ? `It was not found in ${scanned}` : `In ${images} of ${scanned}`;
  // What it is stands above already: below a fix there would be the same line each time.
  const nodes = ofId.map((place) => toPlaceNode(place, options, { isShort: true }));
  const doubts = describeCoverage(coverage, { severity: finding?.severity, width: options.width });
  return [...head, ...wrapText(found, options.width), ...formatTree(nodes, options), ...doubts];
}

function describeFinding(finding: Finding, { paint, width }: ShowOptions): readonly string[] {
  const more = finding.kind === "vulnerability" ? finding : undefined;
  const scores =
    more?.cvss?.flatMap(({ source, score }) => (score === undefined ? [] : [`CVSS ${score} (${source})`])) ?? [];
  const lines = [
    finding.title,
    describeRisk(finding),
    [...(more?.aliases ?? []), ...scores, ...(more?.cwes ?? [])].join(", "),
    finding.primaryUrl,
  ];
  const head = `${paint("bold", clean(finding.id))} ${paint(STYLE_OF[finding.severity], finding.severity)}`;
  return [head, ...lines.flatMap((line) => (line ? wrapText(clean(line), width) : []))];
}

/** One package with its versions, as lines. */
export function formatPackage(
  word: string,
  { ofPackage, coverage }: Collected,
  options: ShowOptions,
): readonly string[] {
  const ids = new Set(ofPackage.flatMap(({ findings }) => findings.map(({ id }) => id)));
  const found = `${plural(ids.size, "finding")} in ${plural(countImages(ofPackage), "image")}`;
  const nodes = ofPackage.map((place) => toPlaceNode(place, options));
  return [
    options.paint("bold", clean(word)),
    ...wrapText(`${found} of ${plural(coverage.scanned, "scanned target")}`, options.width),
    ...formatTree(nodes, options),
    ...describeCoverage(coverage, { width: options.width }),
  ];
}

function toPlaceNode(
  { name, version, component, findings, images, accepted }: Place,
  { paint }: ShowOptions,
  { isShort = false } = {},
): Node {
  // Who accepts them stands above them already.
  const plain = findings.map(({ accepted: _, ...finding }): Finding => finding);
  const [group] = groupByPackage(plain.map((finding) => ({ ...finding, location: {} })));
  const what = version === "" ? `${name} (${component})` : `${name} ${version} (${component})`;
  const text = clean(accepted === undefined ? what : `${what}, ${describeAcceptance(accepted)} (${accepted.rule})`);
  const fixes = group?.fixes.map((fix) => toFixNode(fix, paint));
  const found = fixes ?? plain.map((finding) => toFindingNode(finding, paint));
  const shown = isShort ? (fixes ?? []).map(({ children: _, ...node }) => node) : found;
  return { text, ...toTail(findings, paint), children: [...shown, toImageNodes(images)] };
}

function countImages(places: readonly Place[]): number {
  return new Set(places.flatMap(({ images }) => images)).size;
}

/** What keeps a report from saying that something is nowhere else. */
function describeCoverage(
  coverage: Coverage,
  { severity, width }: { readonly severity?: Severity | undefined; readonly width: number },
): readonly string[] {
  const { failed, unscanned, withCaveats, floors } = coverage;
  const isNarrow = (floor: Severity) =>
    severity === undefined || SEVERITIES.indexOf(floor) > SEVERITIES.indexOf(severity);
  const narrow = [...floors].filter(([floor]) => floor !== "UNKNOWN" && isNarrow(floor));
  const doubts = [
    ...(failed > 0 ? [`${plural(failed, "target")} could not be scanned`] : []),
    ...(unscanned > 0 ? [`${plural(unscanned, "target")} no scanner looked at`] : []),
    ...narrow.map(([floor, count]) => `in ${plural(count, "target")} nothing below ${floor} was looked for`),
    ...(withCaveats > 0 ? [`${plural(withCaveats, "target")} may have more than was found (caveats)`] : []),
  ];
  return doubts.length === 0 ? [] : ["It may be elsewhere, too:", ...doubts.flatMap((doubt) => wrapText(doubt, width))];
}
