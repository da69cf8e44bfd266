import { hash } from "node:crypto";
import { type Finding, type Outcome, targetName } from "../../../../core/mod.ts";
import { plainLine, plainText } from "../plain_text.ts";
import type { ResultPlace } from "./place.ts";
import { sarifLevelOf } from "./score.ts";

const MAX_NAME = 300;

/** A result without its rule, which has another index in each file. Its key is that of `findingKey()`. */
export function buildResult(
  outcome: Outcome,
  finding: Finding,
  { uri, region, key }: ResultPlace & { readonly key: string },
) {
  const { target, data, pipeline, comparison } = outcome;
  return {
    ...(comparison && { baselineState: finding.isNew ? "new" : "unchanged" }),
    level: sarifLevelOf(finding.severity),
    message: { text: describeFinding(finding, targetName(target)) },
    locations: [{ physicalLocation: { artifactLocation: { uri }, region } }],
    partialFingerprints: {
      primaryLocationLineHash: `${hash("sha256", key).slice(0, 32)}:1`,
      // What other reports call `fingerprint`: without the repository.
      "hullscanFinding/v1": key.slice(key.lastIndexOf(" ") + 1),
    },
    properties: {
      image: plainText(targetName(target), MAX_NAME),
      digest: data.image?.digest,
      platform: target.platform ?? data.image?.platform,
      owner: target.labels?.owner && plainText(target.labels.owner, MAX_NAME),
      pipeline,
      kind: finding.kind,
      severity: finding.severity,
      scanner: finding.scanner,
      ...(finding.kind === "vulnerability" && {
        package: plainText(finding.package.name, MAX_NAME),
        installed: plainText(finding.package.version, MAX_NAME),
        fixed: finding.fix.versions.slice(0, 10).map((version) => plainText(version, MAX_NAME)),
        purl: finding.package.purl && plainText(finding.package.purl, 2 * MAX_NAME),
        ...finding.intel,
      }),
    },
  };
}

/** GitHub shows the first sentence in its list. */
function describeFinding(finding: Finding, image: string): string {
  const { id, severity, title, location } = finding;
  const about = title === undefined || title === id ? "" : ` ${plainLine(title, MAX_NAME)}`;
  const lines = location.startLine === undefined ? "" : `:${location.startLine}`;
  const at = location.path === undefined ? "" : ` (${plainText(location.path, MAX_NAME)}${lines})`;
  const where = `in ${plainText(image, MAX_NAME)}${at}`;
  switch (finding.kind) {
    case "vulnerability": {
      const { package: found, fix } = finding;
      const versions = fix.versions.slice(0, 10).join(", ");
      const help = versions === "" ? `No fix: ${fix.state.replaceAll("_", " ")}.` : `Fixed in ${versions}.`;
      const name = plainText(`${found.name} ${found.version}`, MAX_NAME);
      return toMessage(`${name} ${where}: ${id} (${severity}).${about}\n${plainText(help, MAX_NAME)}`);
    }
    case "secret":
      return toMessage(`Secret ${where}: ${id} (${severity}).${about}`);
    case "misconfiguration": {
      const [wrong, help] = [plainText(finding.message, MAX_NAME), plainText(finding.resolution, MAX_NAME)];
      return toMessage(`Misconfiguration ${where}: ${id} (${severity}).${about}\n${wrong}\n${help}`);
    }
    case "license":
      return toMessage(
        `Licence of ${plainText(finding.package?.name ?? "a file", MAX_NAME)} ${where}: ${id} (${severity}).`,
      );
  }
}

/** Text from outside makes no link `[...](...)` and no placeholder `{0}` of a message. */
export function toMessage(text: string): string {
  const plain = text.replaceAll("](", "] (").replace(/\{(?=\d+\})/g, "{ ");
  return plainText(plain.trim(), 2_000);
}
