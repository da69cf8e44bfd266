import { describeIntel } from "../../../core/kit.ts";
import type { Finding, Outcome } from "../../../core/mod.ts";
import { describeAcceptance } from "./acceptance.ts";
import { type Doubt, listDoubts } from "./doubts.ts";
import { listLinks } from "./links.ts";
import { plainLine } from "./plain_text.ts";

/** A case of a suite: one thing that was looked for. */
export type TestCase =
  | { readonly name: string; readonly result: "passed" }
  | {
      readonly name: string;
      readonly result: "failure" | "error" | "skipped";
      /** Skipped ones have none. */
      readonly type?: string;
      readonly message: string;
      /** More than the message, a line each. */
      readonly lines?: readonly string[];
    };

/**
 * The cases of one image. What kept it from being scanned, or makes its result doubtful, is an error: nobody has failed a
 * check there, the check itself did not work, and readers show an error as red as a failure. A case that passes says that
 * an image is clean, so an image with a caveat has none.
 */
export function listCases(outcome: Outcome): readonly TestCase[] {
  const state = listState(listDoubts(outcome));
  const findings = outcome.data.findings ?? [];
  if (state.length === 0 && findings.length === 0) return [{ name: "no findings", result: "passed" }];
  return [...state, ...listFindings(findings)];
}

/**
 * What an image came to, where that is not findings. Of caveats there is one case for each code: the same one of two
 * scanners is one case, as two cases of one name would be one to GitLab.
 */
function listState(doubts: readonly Doubt[]): readonly TestCase[] {
  const caveats = new Map<string, string[]>();
  const cases: TestCase[] = [];
  for (const { kind, code, message, hint } of doubts) {
    if (kind === "caveat") caveats.set(code, [...(caveats.get(code) ?? []), message]);
    else if (kind !== "failed") cases.push({ name: "scan", result: "skipped", message });
    else {
      const lines = [...(hint ? [hint] : []), code];
      cases.push({ name: "scan", result: "error", type: "not-scanned", message, lines });
    }
  }
  for (const [code, [message = "", ...lines]] of caveats) {
    cases.push({ name: plainLine(code, 100), result: "error", type: "caveat", message, lines });
  }
  return cases;
}

function listFindings(findings: readonly Finding[]): readonly TestCase[] {
  const names = findings.map(nameOf);
  const counts = new Map<string, number>();
  for (const name of names) counts.set(name, (counts.get(name) ?? 0) + 1);
  const taken = new Map<string, number>();
  return findings.map((finding, index): TestCase => {
    const short = names[index] ?? "";
    const { path } = finding.location;
    const isTwice = (counts.get(short) ?? 0) > 1 && finding.kind === "vulnerability" && path !== undefined;
    const full = isTwice ? plainLine(`${short} ${path}`, 500) : short;
    const place = (taken.get(full) ?? 0) + 1;
    taken.set(full, place);
    const { severity, title, accepted } = finding;
    const name = place === 1 ? full : `${full} #${place}`;
    if (accepted !== undefined) return { name, result: "skipped", message: describeAcceptance(accepted) };
    return {
      name,
      result: "failure",
      type: severity,
      message: `${severity}: ${plainLine(title ?? finding.id, 300)}`,
      lines: describe(finding),
    };
  });
}

/** No severity in it: a finding that is rated anew is the same test. */
function nameOf(finding: Finding): string {
  const { id, location } = finding;
  switch (finding.kind) {
    case "vulnerability":
      return plainLine(`${id} ${finding.package.name} ${finding.package.version}`, 300);
    case "secret":
      return plainLine(`${id} ${location.path ?? ""}`, 300);
    case "misconfiguration":
      return plainLine(`${id} ${location.path ?? ""} ${finding.resource ?? ""}`, 300);
    case "license":
      return plainLine(`${id} ${finding.package?.name ?? location.path ?? ""}`, 300);
  }
}

function describe(finding: Finding): readonly string[] {
  const { location } = finding;
  const [link] = listLinks(finding);
  const lines: string[] = [];
  if (finding.kind === "vulnerability") {
    const { package: found, fix } = finding;
    lines.push(`Package: ${found.name} ${found.version}`);
    lines.push(`Fixed in: ${fix.versions.length > 0 ? fix.versions.join(", ") : `no version (${fix.state})`}`);
  }
  const threat = describeIntel(finding);
  if (threat !== undefined) lines.push(`Threat: ${threat}`);
  if (finding.kind === "misconfiguration") lines.push(finding.message, finding.resolution);
  if (location.path !== undefined) {
    lines.push(`Path: ${location.path}${location.startLine === undefined ? "" : `:${location.startLine}`}`);
  }
  return link === undefined ? lines : [...lines, link];
}
