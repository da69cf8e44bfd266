import { describeAcceptance, describeRisk } from "../../highlights/mod.ts";
import { countSeverities, type Finding, type Fix, isAccepted, sumCounts } from "../../model/mod.ts";
import { plural } from "../../services/plural.ts";
import { printable } from "../../services/printable.ts";
import { formatCounts, type Paint, STYLE_OF } from "../terminal/text/format.ts";
import type { FixGroup, PackageGroup } from "./group_findings.ts";
import type { Node } from "./tree.ts";

/** How long a text of an image may be before the width cuts it. */
const MAX_TEXT = 500;

/** The nodes of a package: its vulnerabilities below what fixes them. */
export function toPackageNode({ name, version, component, path, fixes }: PackageGroup, paint: Paint): Node {
  const where = path === undefined ? "" : `, ${path}`;
  const findings = fixes.flatMap((fix) => fix.findings);
  return {
    text: clean(`${name} ${version} (${component}${where})`),
    ...toTail(findings, paint),
    children: fixes.map((fix) => toFixNode(fix, paint)),
  };
}

/** The node of what a version fixes. */
export function toFixNode({ fix, findings }: FixGroup, paint: Paint): Node {
  return {
    text: describeFix(fix),
    paint: (text) => paint(fix.versions.length > 0 ? "green" : "yellow", text),
    children: findings.map((finding) => toFindingNode(finding, paint)),
  };
}

/** `fixed in 1.2.9`; or that no version is, and what the vendor says to that. */
function describeFix({ state, versions }: Fix): string {
  if (versions.length > 0) return clean(`fixed in ${versions.join(", ")}`);
  return state === "unknown" || state === "affected" ? "no fix" : clean(`no fix: ${state.replaceAll("_", " ")}`);
}

/** The node of one finding: its severity, its id, where it is, and its title; or else who accepts it, and why. */
export function toFindingNode(finding: Finding, paint: Paint): Node {
  const { severity, id, title = "", location, accepted } = finding;
  const about = accepted === undefined ? title : `${describeAcceptance(accepted)} (${accepted.rule})`;
  const threat = describeRisk(finding);
  const line = location.startLine === undefined ? "" : `:${location.startLine}`;
  const isInFile = finding.kind !== "vulnerability" && location.path !== undefined;
  const parts = [
    `${severity.padEnd(8)} ${finding.kind === "vulnerability" ? "" : `${finding.kind} `}${id}`,
    ...(finding.kind === "license" && finding.package ? [finding.package.name] : []),
    ...(isInFile ? [`${location.path}${line}`] : []),
    ...(threat === undefined ? [] : [threat]),
    ...(about === "" ? [] : [about]),
  ];
  return {
    text: clean(parts.join("  ")),
    paint: (text) => text.replace(severity, paint(STYLE_OF[severity], severity)),
  };
}

/** Counts behind a text. */
export function toTail(findings: readonly Finding[], paint: Paint): Pick<Node, "tail" | "paintTail"> {
  const format = (how: Paint) => formatFound(findings, how, { isSure: false });
  return { tail: format((_, text) => text), paintTail: () => format(paint) };
}

/** `2 HIGH, 1 accepted`. Where all are accepted, none counts, and yet nothing is clean. */
export function formatFound(findings: readonly Finding[], paint: Paint, { isSure }: { isSure: boolean }): string {
  const accepted = findings.filter(isAccepted).length;
  const counts = countSeverities(findings);
  if (accepted === 0) return formatCounts(counts, paint, { isSure });
  const counted = sumCounts(counts) === 0 ? [] : [formatCounts(counts, paint, { isSure })];
  return [...counted, `${accepted} accepted`].join(", ");
}

/** The nodes of images that have something. */
export function toImageNodes(images: readonly string[]): Node {
  return {
    text: `in ${plural(images.length, "image")}`,
    children: images.map((name) => ({ text: clean(name), cut: "middle" })),
  };
}

/** A text of an image or a report, safe to show, in one line. */
export function clean(text: string): string {
  return printable(text.replace(/\s+/g, " ").trim(), MAX_TEXT);
}
