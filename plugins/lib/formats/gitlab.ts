import { hash } from "node:crypto";
import { leaveOutAccepted, plural, type VulnerabilityFinding } from "../../../core/kit.ts";
import type { Finding, Outcome } from "../../../core/mod.ts";
import { describeDoubt, INTERRUPTED, listDoubts } from "./doubts.ts";
import type { FormatContext } from "./format.ts";
import { createGitlabMessages } from "./gitlab_messages.ts";
import { type GitlabImage, nameImage, toVulnerability } from "./gitlab_vulnerability.ts";
import { createHashSet } from "./hash_set.ts";
import { plainLine } from "./plain_text.ts";
import { toUuid } from "./to_uuid.ts";

/** GitLab cuts longer descriptions. */
const MAX_DESCRIPTION = 15_000;
/** From how many vulnerabilities on descriptions are shorter, and how long they are then: the file has to stay small. */
const MANY = 20_000;
const SHORT_DESCRIPTION = 1000;
const MAX_VULNERABILITIES = 100_000;
const MAX_MEGABYTES = 150;
/** Characters: each row by itself would take longer to hand over than to make. */
const HANDED_OVER_AT_ONCE = 32 * 1024;

type Context = FormatContext<{ readonly schema: "15.0.7" | "15.2.1" }>;
type Scanner = { readonly name: string; readonly version?: string };

/**
 * GitLab's container scanning report. GitLab knows a vulnerability again by its first identifier, the image without its tag,
 * and the package: what it would take for one is written once.
 *
 * @see {@link https://gitlab.com/gitlab-org/security-products/security-report-schemas}
 */
export async function* formatGitlab(outcomes: AsyncIterable<Outcome>, ctx: Context): AsyncGenerator<string> {
  const { run, options, version, summary } = ctx;
  const seen = createHashSet();
  const messages = createGitlabMessages();
  const others = { secret: 0, misconfiguration: 0, license: 0 };
  let accepted = 0;
  const total = { written: 0, repeated: 0, bytes: 0 };
  let scanner: Scanner | undefined;
  let endedAt = run.startedAt.getTime();
  yield `{"version":"${options.schema}","vulnerabilities":[`;
  for await (const outcome of outcomes) {
    scanner ??= outcome.data.scans?.[0]?.scanner;
    endedAt = Math.max(endedAt, Date.parse(outcome.finishedAt) || 0);
    for (const doubt of listDoubts(outcome)) {
      messages.add(doubt.kind === "failed" ? "fatal" : "warn", describeDoubt(outcome, doubt));
    }
    const { findings: all = [] } = outcome.data;
    const counted = leaveOutAccepted(all);
    accepted += all.length - counted.length;
    for (const { kind } of counted) if (kind !== "vulnerability") others[kind] += 1;
    const image = nameImage(outcome);
    let rows = "";
    for (const { key, findings } of groupSame(counted, image)) {
      if (!seen.add(key)) {
        total.repeated += findings.length;
        continue;
      }
      const maxDescription = total.written < MANY ? MAX_DESCRIPTION : SHORT_DESCRIPTION;
      const row = JSON.stringify(toVulnerability(toUuid(key), findings, { outcome, image, maxDescription }));
      rows += total.written === 0 ? `\n${row}` : `,\n${row}`;
      total.written += 1;
      total.bytes += Buffer.byteLength(row) + 2;
      if (rows.length < HANDED_OVER_AT_ONCE) continue;
      yield rows;
      rows = "";
    }
    yield rows;
  }
  const isInterrupted = summary().interrupted;
  if (isInterrupted) messages.add("fatal", INTERRUPTED);
  const scan = {
    analyzer: toTool({ name: "hullscan", version }),
    scanner: toTool(scanner ?? { name: "hullscan", version }),
    start_time: toTime(run.startedAt),
    end_time: toTime(new Date(endedAt)),
    status: messages.hasFatal() ? "failure" : "success",
    type: "container_scanning",
    messages: messages.list(),
  };
  yield `\n],"scan":${JSON.stringify(scan)}}\n`;
  if (accepted > 0)
    ctx.warn(`GitLab: left out ${plural(accepted, "accepted finding")}: its report has no place for them`);
  warnOfLimits(ctx, others, total);
}

/** Findings of an outcome that are one to GitLab, with a hash of what it knows them by. */
function groupSame(all: readonly Finding[], image: GitlabImage) {
  const groups = new Map<string, [VulnerabilityFinding, ...VulnerabilityFinding[]]>();
  for (const finding of all) {
    if (finding.kind !== "vulnerability") continue;
    const same = JSON.stringify([finding.id, finding.package.name]);
    const group = groups.get(same);
    if (group) group.push(finding);
    else groups.set(same, [finding]);
  }
  return [...groups].map(([same, findings]) => ({
    key: hash("sha1", `hullscan gitlab ${image.identity} ${same}`, "buffer"),
    findings,
  }));
}

function toTool({ name, version }: Scanner) {
  const id = plainLine(name, 255) || "unknown";
  const vendor = id === "trivy" ? "Aqua Security" : id;
  return { id, name: id, version: plainLine(version ?? "", 255) || "unknown", vendor: { name: vendor } };
}

/** GitLab takes neither a fraction nor a zone: `2024-01-02T03:04:05`. */
function toTime(date: Date): string {
  return date.toISOString().slice(0, 19);
}

function warnOfLimits(
  { warn }: Context,
  others: Readonly<Record<"secret" | "misconfiguration" | "license", number>>,
  { written, repeated, bytes }: { written: number; repeated: number; bytes: number },
): void {
  const left = Object.entries(others).flatMap(([kind, count]) => (count > 0 ? [plural(count, kind)] : []));
  if (left.length > 0) warn(`GitLab: left out ${left.join(", ")}: its report has a place for vulnerabilities only`);
  if (repeated > 0) {
    warn(`GitLab: left out ${plural(repeated, "finding")} that it would take for one of the same image before`);
  }
  if (written > MANY)
    warn(`GitLab: descriptions are cut after ${SHORT_DESCRIPTION} characters from the ${MANY}th vulnerability on`);
  if (written > MAX_VULNERABILITIES)
    warn(`GitLab: ${written} vulnerabilities, and it takes ${MAX_VULNERABILITIES} a report`);
  if (bytes > MAX_MEGABYTES * 2 ** 20) {
    warn(`GitLab: ${Math.round(bytes / 2 ** 20)} MB, and it takes ${MAX_MEGABYTES} MB a report by default`);
  }
}
