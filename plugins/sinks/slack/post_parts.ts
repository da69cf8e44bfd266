import { setTimeout as delay } from "node:timers/promises";
import { isScanError, type SinkContext } from "../../../core/mod.ts";
import type { Part } from "./create_parts.ts";
import { createPoster } from "./create_poster.ts";
import { POST_PAUSE_MS } from "./limits.ts";
import type { Login } from "./login.ts";
import { toMessage } from "./to_message.ts";
import { toReplies } from "./to_replies.ts";

interface PostOptions {
  readonly login: Login;
  readonly ctx: SinkContext;
  /** The name of the file that the message is to compare with, where the options name one. */
  readonly since: string | undefined;
  readonly link: string | undefined;
  readonly hasThread: boolean;
}

/**
 * Posts a message to each channel. That one cannot be posted keeps no other from its own, unless Slack cannot be reached.
 *
 * @throws {ScanError} SLACK_REFUSED, SLACK_UNAVAILABLE of the first that could not be posted
 */
export async function postParts(parts: readonly Part[], options: PostOptions): Promise<void> {
  const { ctx } = options;
  const failures: unknown[] = [];
  for (const [index, part] of parts.entries()) {
    if (index > 0) await pause(ctx);
    try {
      await postPart(part, options);
    } catch (error) {
      failures.push(error);
      const isLast = index === parts.length - 1;
      if (!isLast && isScanError(error) && error.code === "SLACK_UNAVAILABLE") {
        ctx.log.warn(`Slack cannot be reached: ${parts.length - index - 1} more messages are left out`);
        break;
      }
    }
  }
  const [first, ...others] = failures;
  for (const error of others) ctx.log.warn(String(isScanError(error) ? error.message : error));
  if (first !== undefined) throw first;
}

async function postPart({ channel, summary, digest }: Part, { login, ctx, since, link, hasThread }: PostOptions) {
  const poster = createPoster(channel !== undefined && login.kind === "bot" ? { ...login, channel } : login, ctx);
  // Whoever has stopped the run does not wait for a thread.
  const replies = hasThread && login.kind === "bot" && !summary.interrupted ? toReplies(summary, digest) : [];
  const message = toMessage({ summary, digest, since, link, hasThread: replies.length > 0 });
  const to = channel === undefined ? "" : ` to ${channel}`;
  const ts = await poster.post(message, { what: `the message${to}` });
  if (ts === undefined) {
    if (replies.length > 0) ctx.log.warn("Slack did not return the id of its message: the thread is left out");
    return;
  }
  for (const [index, reply] of replies.entries()) {
    await pause(ctx);
    await poster.post(reply, { what: `answer ${index + 1} of ${replies.length} in the thread${to}`, thread: ts });
  }
}

async function pause({ signal }: SinkContext): Promise<void> {
  await delay(POST_PAUSE_MS, undefined, { signal }).catch(() => undefined);
}
