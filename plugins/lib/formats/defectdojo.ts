import { createHash } from "node:crypto";
import { repositoryOf, type VulnerabilityFinding } from "../../../core/kit.ts";
import { type Finding, findingKey, type Outcome, type Severity, targetName } from "../../../core/mod.ts";
import { type Doubt, DoubtCount, listDoubts } from "./doubts.ts";
import type { FormatContext } from "./format.ts";
import { listLinks } from "./links.ts";
import { plainLine, plainText } from "./plain_text.ts";

const SEVERITIES: Readonly<Record<Severity, string>> = {
  UNKNOWN: "Info",
  LOW: "Low",
  MEDIUM: "Medium",
  HIGH: "High",
  CRITICAL: "Critical",
};
const CVSS3_VECTOR = /^CVSS:3\.[01](?:\/[A-Z]{1,3}:[A-Z])+$/;

type Row = Readonly<Record<string, string | number | boolean | readonly string[] | undefined>>;

/**
 * DefectDojo's Generic Findings Import. One key that it does not know fails the whole import. It knows a finding again by
 * title, file_path and description, so nothing stands there that moves with a tag, a version or an advisory's wording.
 *
 * @see {@link https://docs.defectdojo.com}
 */
export async function* formatDefectdojo(
  outcomes: AsyncIterable<Outcome>,
  { options, summary, warn }: FormatContext<{ readonly level: "old" | "new" }>,
): AsyncGenerator<string> {
  let separator = "\n";
  const doubts = new DoubtCount();
  // Another type is another test to DefectDojo: both stay as they are.
  yield '{"name":"hullscan","type":"hullscan","findings":[';
  for await (const outcome of outcomes) {
    const here = listDoubts(outcome);
    doubts.add(here);
    const rows = [
      ...here.flatMap((doubt) => (doubt.kind === "skipped" ? [] : [toDoubtRow(outcome, doubt)])),
      ...(outcome.data.findings ?? []).map((finding) => toRow(outcome, finding, options.level === "new")),
    ];
    for (const row of rows) {
      yield `${separator}${JSON.stringify(row)}`;
      separator = ",\n";
    }
  }
  yield "\n]}\n";
  const close = "a reimport with close_old_findings closes findings that may still be there";
  if (doubts.total > 0) warn(`DefectDojo: some images may have more findings (${doubts}): ${close}`);
  if (summary().interrupted) warn(`DefectDojo: the run was interrupted, which the file cannot say: ${close}`);
}

/**
 * An image that is not known whole, as a finding: DefectDojo has no other place for it. It is closed by an import after a
 * scan that worked.
 */
function toDoubtRow({ target, finishedAt }: Outcome, { kind, code, message, hint }: Doubt): Row {
  const repository = repositoryOf(target);
  return {
    title: shorten(`${code} ${repository}`, 511),
    severity: "Info",
    description: plainLine(
      kind === "caveat" ? `${repository} may have more findings` : `${repository} is not scanned`,
      2000,
    ),
    file_path: shorten(repository, 4000),
    service: shorten(repository, 200),
    unique_id_from_tool: shorten(`${repository} ${code}`, 500),
    vuln_id_from_tool: shorten(code, 500),
    date: finishedAt.slice(0, 10),
    impact: plainText([message, hint].filter(Boolean).join("\n\n"), 10_000),
    steps_to_reproduce: plainLine(`Scan ${targetName(target)}`, 2000),
    static_finding: true,
    dynamic_finding: false,
  };
}

function toRow({ target, data }: Outcome, finding: Finding, isNew: boolean): Row {
  const key = findingKey(target, finding);
  const repository = repositoryOf(target);
  const { id, severity, location, title, description } = finding;
  const subject = nameSubject(finding);
  const scan = data.scans?.[0];
  const lines = location.startLine === undefined ? "" : `, line ${location.startLine}`;
  return {
    title: shorten(`${id} ${subject}`, 511),
    severity: SEVERITIES[severity],
    description: plainLine(`${id} in ${subject || "the image"} of ${repository}`, 2000),
    file_path: shorten(location.path === undefined ? repository : `${repository}/${location.path}`, 4000),
    service: shorten(repository, 200),
    unique_id_from_tool: shorten(key, 500),
    vuln_id_from_tool: shorten(id, 500),
    date: scan?.scannedAt.slice(0, 10),
    impact: plainText([title, description].filter(Boolean).join("\n\n"), 10_000) || undefined,
    steps_to_reproduce: plainLine(`Found in ${targetName(target)} ${data.image?.digest ?? ""}`.trim() + lines, 2000),
    references: listLinks(finding).slice(0, 20).join("\n") || undefined,
    static_finding: true,
    dynamic_finding: false,
    ...describeState(finding),
    ...describeKind(finding, isNew),
  };
}

/** DefectDojo takes no reason with it: that is in the other reports. */
function describeState({ accepted }: Finding): Row {
  if (accepted === undefined) return {};
  if (accepted.status === "accepted") return { active: false, risk_accepted: true };
  return accepted.status === "fixed" ? { active: false, is_mitigated: true } : { active: false, false_p: true };
}

/** What a finding is about, without a version. */
function nameSubject(finding: Finding): string {
  switch (finding.kind) {
    case "vulnerability":
      return finding.package.name;
    case "license":
      return finding.package?.name ?? finding.location.path ?? "";
    case "misconfiguration":
      return [finding.location.path, finding.resource].filter(Boolean).join(" ");
    case "secret":
      return finding.location.path ?? "";
  }
}

function describeKind(finding: Finding, isNew: boolean): Row {
  if (finding.kind === "misconfiguration") return { mitigation: plainText(finding.resolution, 10_000) };
  if (finding.kind === "license") {
    return finding.package ? { component_name: shorten(finding.package.name, 500) } : {};
  }
  if (finding.kind === "secret") return {};
  const { package: found, fix, aliases = [], cvss = [] } = finding;
  const versions = fix.versions.join(", ");
  const scored = cvss.find(({ version, vector }) => version === 3 && CVSS3_VECTOR.test(vector ?? ""));
  return {
    vulnerability_ids: [finding.id, ...aliases].map((one) => plainLine(one, 50)),
    component_name: shorten(found.name, 500),
    component_version: shorten(found.version, 100),
    mitigation: versions === "" ? undefined : plainLine(`Update ${found.name} to ${versions}`, 2000),
    cvssv3: scored?.vector,
    cvssv3_score: scored?.score,
    ...(isNew && { fix_available: versions !== "", ...(versions !== "" && { fix_version: shorten(versions, 100) }) }),
    ...(isNew && describeThreat(finding)),
  };
}

/** Only what is known: that it is in no list does not say that nobody exploits it. */
function describeThreat({ intel: { epss, kev } = {} }: VulnerabilityFinding): Row {
  return {
    ...(epss && { epss_score: epss.score, epss_percentile: epss.percentile }),
    ...(kev && { known_exploited: true, kev_date: plainLine(kev.added, 10) }),
    ...(kev?.ransomware && { ransomware_used: true }),
  };
}

/** What is too long for a column ends in a hash of it, so that two long texts stay two. */
function shorten(text: string, maxLength: number): string {
  const line = plainLine(text, text.length + 1);
  if (line.length <= maxLength) return line;
  const hash = createHash("sha256").update(line).digest("hex").slice(0, 32);
  return `${plainLine(line, maxLength - 33)} ${hash}`;
}
