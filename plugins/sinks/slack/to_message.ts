import { basename } from "node:path";
import { plural, sumCounts } from "../../../core/kit.ts";
import type { Summary } from "../../../core/mod.ts";
import { type Block, context, header, type Message, section } from "./blocks.ts";
import type { Digest, News } from "./create_digest.ts";
import { LIMITS } from "./limits.ts";
import { escapeMrkdwn, toCode, toLink, toPlain } from "./mrkdwn.ts";
import { fitLines } from "./pack.ts";
import { toCountWords, toDuration, toFailureLine, toFindingLine } from "./words.ts";

const MAX_LINES = 10;
const LINE_LENGTH = 300;
/** Three such lists, a headline and some words stay under what a message may have. */
const LIST_LENGTH = 2000;

/** What one message tells. */
export interface MessageParts {
  readonly summary: Summary;
  readonly digest: Digest;
  /** The name of the file that the message is to compare with, where the options name one. */
  readonly since: string | undefined;
  /** Where the report can be read. */
  readonly link: string | undefined;
  /** Whether a thread with the details follows. */
  readonly hasThread: boolean;
}

/** Makes the message of a run: counts, what is new, the worst images, what could not be scanned. */
export function toMessage(parts: MessageParts): Message {
  const { summary, digest, since } = parts;
  const title = toTitle(summary);
  const lists = [
    ...toNews(digest, since ?? digest.news?.since, parts),
    ...toWorst(digest),
    ...toCaveats(summary),
    ...toFailures(summary, parts),
  ];
  const body = [header(title), section(toTotals(summary)), ...lists, context(toSmallPrint(parts))];
  return { text: escapeMrkdwn(title, LIMITS.text), blocks: body };
}

function toTitle({ label, scanned, done, emitted, severities, failed, withCaveats, interrupted }: Summary): string {
  const found =
    scanned > 0 ? `${toCountWords(severities)} found in ${plural(scanned, "target")}` : `${done} of ${emitted} done`;
  const failures = failed > 0 ? `, ${failed} could not be scanned` : "";
  const doubtful = withCaveats > 0 ? `, ${withCaveats} with caveats` : "";
  const stopped = interrupted ? ", interrupted" : "";
  // What comes last is cut off first.
  return toPlain(`${toPlain(label, 40)}: ${found}${failures}${doubtful}${stopped}`, LIMITS.header);
}

function toTotals(summary: Summary): string {
  const { emitted, done, scanned, failed, skipped, replayed, severities, secrets } = summary;
  const outcomes = [
    `${scanned} scanned`,
    ...(done > scanned ? [`${done - scanned} done`] : []),
    `${failed} failed`,
    ...(skipped > 0 ? [`${skipped} skipped`] : []),
    ...(replayed > 0 ? [`${replayed} from the resumed run`] : []),
  ];
  const targets = `*Targets:* ${emitted}, ${outcomes.join(", ")}`;
  if (scanned === 0) return targets;
  const among = secrets > 0 ? ` (${plural(secrets, "secret")} among them)` : "";
  return `${targets}\n*Findings:* ${sumCounts(severities)}, ${toCountWords(severities)}${among}${toByImage(summary)}`;
}

/** What there is to mend, where an image has several names. */
function toByImage({ severities, byImage, secretTargets }: Summary): string {
  const once = sumCounts(byImage.severities);
  if (once === sumCounts(severities)) return "";
  const secrets =
    byImage.secrets > 0 ? `; ${plural(byImage.secrets, "secret")} in ${plural(secretTargets, "image")}` : "";
  return `\n*Once per digest:* ${once}, ${toCountWords(byImage.severities)}${secrets}`;
}

/** What was scanned and is not clean, whatever was found in it. */
function toCaveats({ caveats, withCaveats }: Summary): readonly Block[] {
  if (withCaveats === 0) return [];
  const codes = Object.keys(caveats).sort().slice(0, MAX_LINES);
  const lines = codes.map((code) => `• ${toCode(code, LINE_LENGTH)} ${plural(caveats[code] ?? 0, "target")}`);
  return [section(["*Not clean, because of caveats*", ...lines].join("\n"))];
}

function toNews({ news, problem }: Digest, since: string | undefined, parts: MessageParts): readonly Block[] {
  if (since === undefined) return [];
  const head = `*New since* ${toCode(since, LINE_LENGTH)}*:*`;
  if (problem !== undefined) return [section(`${head} not known: ${escapeMrkdwn(problem, LINE_LENGTH)}`)];
  if (news === undefined) return [section(`${head} there is no such report yet, so nothing to compare with`)];
  const total = sumCounts(news.counts);
  const list = fitLines(
    news.findings.map((finding) => toFindingLine(finding, LINE_LENGTH)),
    { maxLines: MAX_LINES, maxLength: LIST_LENGTH, total, rest: toRest(parts) },
  );
  const where = total > 0 ? ` in ${plural(news.images, "image")}` : "";
  const lines = [`${head} ${toCountWords(news.counts)}${where}`, ...toUnknown(news), ...(list ? [list] : [])];
  return [section(lines.join("\n"))];
}

function toUnknown({ unknownImages, unknownCounts, uncomparedImages, uncomparedCounts }: News): readonly string[] {
  const first = `${plural(unknownImages, "image")} not scanned then: ${toCountWords(unknownCounts)}`;
  const others = `${plural(uncomparedImages, "image")} not compared: ${toCountWords(uncomparedCounts)}`;
  return [...(unknownImages > 0 ? [first] : []), ...(uncomparedImages > 0 ? [others] : [])];
}

function toWorst({ worst, affected }: Digest): readonly Block[] {
  if (worst.length === 0) return [];
  const lines = worst.map(({ name, severities }) => `• ${toCode(name, LINE_LENGTH)} ${toCountWords(severities)}`);
  const rest = (count: number) => `… and ${count} more with findings`;
  const list = fitLines(lines, { maxLines: lines.length, maxLength: LIST_LENGTH, total: affected, rest });
  return [section(`*Worst images*\n${list}`)];
}

function toFailures({ failures }: Summary, parts: MessageParts): readonly Block[] {
  if (failures.length === 0) return [];
  const lines = failures.slice(0, MAX_LINES).map((failure) => toFailureLine(failure, LINE_LENGTH));
  const total = failures.length;
  const list = fitLines(lines, { maxLines: MAX_LINES, maxLength: LIST_LENGTH, total, rest: toRest(parts) });
  return [section(`*Could not be scanned*\n${list}`)];
}

function toRest({ hasThread }: MessageParts): (count: number) => string {
  return (count) => `… and ${count} more, see the ${hasThread ? "thread" : "report"}`;
}

function toSmallPrint({ summary, link }: MessageParts): string {
  const names = summary.artifacts.slice(0, 3).map((path) => toCode(basename(path), LINE_LENGTH));
  const more =
    summary.artifacts.length > names.length ? [`and ${summary.artifacts.length - names.length} more files`] : [];
  const report = link === undefined ? [] : [toLink(link, "Report")];
  return [...report, ...names, ...more, toDuration(summary.durationMs)].join(" · ");
}
