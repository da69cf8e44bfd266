import type { Finding, Severity } from "../../../../core/mod.ts";
import { listLinks } from "../links.ts";
import { plainLine, plainText } from "../plain_text.ts";
import { sarifLevelOf } from "./score.ts";

/** What a rule says of itself, as it is kept until its file is written. */
export interface RuleText {
  readonly id: string;
  readonly kind: Finding["kind"];
  readonly title: string;
  readonly description: string;
  readonly advice: string;
  readonly aliases: readonly string[];
  readonly cwes: readonly string[];
  readonly links: readonly string[];
}

/** How bad a rule is in one file: the worst of its results there. */
export interface RuleRank {
  readonly severity: Severity;
  readonly score: number;
}

const NAMES: Readonly<Record<Finding["kind"], string>> = {
  vulnerability: "Vulnerability",
  secret: "Secret",
  misconfiguration: "Misconfiguration",
  license: "Licence",
};

/** GitHub cuts descriptions there. */
const MAX_DESCRIPTION = 1_024;
/** GitHub keeps no more. */
const MAX_TAGS = 10;
const MAX_LINKS = 8;

/** The id of a finding's rule. */
export function ruleIdOf(id: string): string {
  return plainText(id, 255);
}

/** Takes from a finding what holds for all findings of its rule. */
export function readRule(finding: Finding): RuleText {
  const { id, kind, title, description } = finding;
  const own = finding.kind === "vulnerability" ? finding : undefined;
  return {
    id: ruleIdOf(id),
    kind,
    title: plainLine(title?.trim() ? title : `${NAMES[kind]} ${id}`, 255),
    description: plainText(description ?? "", MAX_DESCRIPTION),
    advice: plainText(adviceOf(finding), 500),
    aliases: (own?.aliases ?? []).slice(0, MAX_LINKS).map((alias) => plainText(alias, 100)),
    cwes: (own?.cwes ?? []).flatMap((cwe) => /^CWE-\d{1,6}$/.exec(cwe)?.[0] ?? []).slice(0, MAX_LINKS),
    links: listLinks(finding).slice(0, MAX_LINKS),
  };
}

function adviceOf(finding: Finding): string {
  switch (finding.kind) {
    case "vulnerability":
      return "Upgrade the package, or the base image that it comes with, to a fixed version.";
    case "secret":
      return "Revoke the secret, and build the image without it: earlier layers keep what later ones delete.";
    case "misconfiguration":
      return finding.resolution;
    case "license":
      return "Check that you may use and pass on the software under this licence.";
  }
}

/** The rule as GitHub wants it: no text of it is empty. */
export function buildRule(text: RuleText, { severity, score }: RuleRank, maxDescription: number) {
  const { id, kind, title, cwes, links } = text;
  const description = plainText(text.description.trim() === "" ? title : text.description, maxDescription);
  const weaknesses = cwes.map((cwe) => `external/cwe/cwe-${cwe.slice(4).padStart(3, "0")}`);
  return {
    id,
    name: NAMES[kind],
    shortDescription: { text: title.includes(id) ? title : `${id}: ${title}` },
    fullDescription: { text: description },
    ...(links[0] !== undefined && { helpUri: links[0] }),
    help: buildHelp(text, description),
    defaultConfiguration: { level: sarifLevelOf(severity) },
    properties: {
      tags: [...new Set(["security", kind, ...weaknesses])].slice(0, MAX_TAGS),
      precision: "very-high",
      // Without it GitHub goes by the level. 0.0 is no score to it.
      ...(score > 0 && { "security-severity": score.toFixed(1) }),
    },
  };
}

function buildHelp({ id, title, advice, aliases, cwes, links }: RuleText, description: string) {
  const facts = [
    ...(aliases.length > 0 ? [`Also known as: ${aliases.join(", ")}`] : []),
    ...(cwes.length > 0 ? [`Weakness: ${cwes.join(", ")}`] : []),
  ];
  const paragraphs = [description, advice, ...facts].filter((paragraph) => paragraph.trim() !== "");
  return {
    text: [`${id}: ${title}`, ...paragraphs, ...links].join("\n\n"),
    markdown: [
      `**${escapeMarkdown(`${id}: ${title}`)}**`,
      ...paragraphs.map(escapeMarkdown),
      ...(links.length > 0 ? [links.map((url) => `- <${url}>`).join("\n")] : []),
    ].join("\n\n"),
  };
}

/** Text from outside stays text: no links, pictures, tags, headings or lists. */
function escapeMarkdown(text: string): string {
  return text
    .replace(/[\\`*_[\]<>&#|~@]/g, "\\$&")
    .replace(/^([ \t]*)([-+=])/gm, "$1\\$2")
    .replace(/^([ \t]*\d+)([.)])/gm, "$1\\$2");
}
