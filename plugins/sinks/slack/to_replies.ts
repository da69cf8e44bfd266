import { sumCounts } from "../../../core/kit.ts";
import type { Summary } from "../../../core/mod.ts";
import { context, type Message } from "./blocks.ts";
import type { Digest } from "./create_digest.ts";
import { MAX_REPLIES } from "./limits.ts";
import { toCode } from "./mrkdwn.ts";
import { packMessages } from "./pack.ts";
import { toCountWords, toFailureLine, toFindingLine } from "./words.ts";

/** A line has to fit into a section. */
const LINE_LENGTH = 2900;
const NAME_LENGTH = 300;

/**
 * Makes the messages of a thread: every failure, the new findings, and the worst findings of the worst images. There
 * are at most {@linkcode MAX_REPLIES}; the last one says what is left out.
 */
export function toReplies(summary: Pick<Summary, "failures">, digest: Digest): readonly Message[] {
  const { messages, left } = packMessages(listDetails(summary, digest), { maxMessages: MAX_REPLIES });
  return messages.map((blocks, index) => {
    const isCut = left > 0 && index === messages.length - 1;
    const text = `Details, ${index + 1} of ${messages.length}`;
    return { text, blocks: isCut ? [...blocks, context(`… and ${left} more lines, see the report`)] : blocks };
  });
}

function* listDetails({ failures }: Pick<Summary, "failures">, { news, worst }: Digest): Generator<string> {
  if (failures.length > 0) yield "*Could not be scanned*";
  for (const failure of failures) yield toFailureLine(failure, LINE_LENGTH);
  if (news !== undefined && news.findings.length > 0) yield "*New findings*";
  for (const finding of news?.findings ?? []) yield toFindingLine(finding, LINE_LENGTH);
  const unnamed = news === undefined ? 0 : sumCounts(news.counts) - news.findings.length;
  if (unnamed > 0) yield `… and ${unnamed} more, see the report`;
  for (const { name, severities, details: findings } of worst) {
    yield `*${toCode(name, NAME_LENGTH)}* ${toCountWords(severities)}`;
    for (const finding of findings) yield toFindingLine(finding, LINE_LENGTH);
    const others = sumCounts(severities) - findings.length;
    if (others > 0) yield `… and ${others} more, see the report`;
  }
}
