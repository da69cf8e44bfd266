import { caveatsOf, isFixable, leaveOutAccepted, type Outcome, severitiesFrom, targetLabel } from "../../model/mod.ts";
import type { Paint, Style } from "../terminal/text/format.ts";
import { clean, formatFound, toFindingNode, toPackageNode, toTail } from "./finding_nodes.ts";
import { type FindBase, groupByLayer, type LayerGroup } from "./group_findings.ts";
import { formatTree, type Node, type TreeOptions, wrapText } from "./tree.ts";

/** How results are shown. */
export interface ShowOptions extends TreeOptions {
  readonly paint: Paint;
}

/** What a report says of one target, as lines: what is known of the image, and its findings as a tree. */
export function formatImage(outcome: Outcome, findBase: FindBase, options: ShowOptions): readonly string[] {
  const { paint, width } = options;
  const say = (text: string, style?: Style) =>
    wrapText(clean(text), width).map((line) => (style === undefined ? line : paint(style, line)));
  const doubts = caveatsOf(outcome.data).flatMap(({ code, message }) =>
    say(`Not clean: ${code}: ${message}`, "yellow"),
  );
  const head = [
    paint("bold", clean(targetLabel(outcome.target))),
    ...describeImage(outcome).flatMap((line) => say(line)),
    ...doubts,
  ];
  if (outcome.status === "failed") {
    const { code, message, hint = "" } = outcome.error;
    const reason = say(`Not scanned: ${code}: ${message}`, "red");
    return [...head, ...reason, ...(hint === "" ? [] : say(hint, "cyan")), ...say("Nothing is known of its findings.")];
  }
  if (outcome.status === "skipped")
    return [...head, ...say(`Not scanned: it was skipped: ${outcome.reason}`, "yellow")];
  if (outcome.data.findings === undefined) return [...head, ...say("Not scanned: no scanner looked at it.", "yellow")];
  return [...head, ...formatFindings(outcome, findBase, { ...options, say })];
}

interface SayOptions extends ShowOptions {
  readonly say: (text: string) => readonly string[];
}

function formatFindings(outcome: Outcome, findBase: FindBase, options: SayOptions): readonly string[] {
  const { paint, say } = options;
  const { target, data } = outcome;
  const { findings = [] } = data;
  const isSure = caveatsOf(data).length === 0;
  const fixable = leaveOutAccepted(findings).filter(isFixable).length;
  const counts = formatFound(findings, paint, { isSure });
  const groups = groupByLayer(outcome, findBase);
  const isPlaced = groups.some(({ layer }) => layer !== undefined);
  const nodes = isPlaced
    ? groups.map((group) => toLayerNode(group, paint))
    : groups.flatMap((group) => listNodes(group, paint));
  const note = "The report does not say in which layers: one with details does, and NDJSON.";
  return [
    `  ${counts}${fixable > 0 ? `, ${fixable} fixable` : ""}`,
    ...say(`Looked for: ${severitiesFrom(target.minSeverity).join(", ")}`),
    ...(isPlaced || findings.length === 0 ? [] : say(note)),
    ...formatTree(nodes, options),
  ];
}

function toLayerNode(group: LayerGroup, paint: Paint): Node {
  const { layer } = group;
  const findings = [...group.packages.flatMap(({ fixes }) => fixes.flatMap((fix) => fix.findings)), ...group.others];
  return {
    text: describeLayer(layer),
    paint: (text) => paint("bold", text),
    ...toTail(findings, paint),
    children: listNodes(group, paint),
  };
}

function describeLayer(layer: LayerGroup["layer"]): string {
  if (layer === undefined) return "in no layer that the report names";
  const { number, digest, base } = layer;
  const name = number === undefined ? "layer" : `layer ${number}`;
  const origin = base === undefined ? "" : `, of the base image ${base}`;
  return clean(`${name} ${shortDigest(digest)}${origin}`);
}

function listNodes({ packages, others }: LayerGroup, paint: Paint): readonly Node[] {
  return [
    ...packages.map((group) => toPackageNode(group, paint)),
    ...others.map((finding) => toFindingNode(finding, paint)),
  ];
}

/** What is known of the image, and of the scan. */
function describeImage({ data }: Outcome): readonly string[] {
  const { image, scans = [] } = data;
  const { digest, os, platform, labels = {} } = image ?? {};
  const built = labels["org.opencontainers.image.base.name"];
  const facts = [
    digest && shortDigest(digest),
    os && `${os.family} ${os.version}`,
    platform,
    built && `built on ${built}`,
  ];
  const scanned = scans.map(({ scanner, scannedAt, database }) => {
    const by = [scanner.name, scanner.version].filter(Boolean).join(" ");
    return `scanned ${scannedAt.slice(0, 16)}Z by ${by}${database ? `, database of ${database.builtAt.slice(0, 10)}` : ""}`;
  });
  return [facts.filter(Boolean).join("  "), ...scanned].filter(Boolean);
}

/** `sha256:4bcff63911fc` */
function shortDigest(digest: string): string {
  return digest.replace(/^(\w+:)?(\w{12})\w+$/, "$1$2");
}
