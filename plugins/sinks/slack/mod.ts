import { basename, resolve } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { defineSink, isScanError } from "../../../core/mod.ts";
import { createDigest } from "./create_digest.ts";
import { createPoster } from "./create_poster.ts";
import { POST_PAUSE_MS } from "./limits.ts";
import { findLogin, secretsOf } from "./login.ts";
import { openEarlier } from "./open_earlier.ts";
import { slackOptions } from "./options.ts";
import { shouldPost } from "./should_post.ts";
import { toMessage } from "./to_message.ts";
import { toReplies } from "./to_replies.ts";

export type { SlackOptions } from "./options.ts";

/**
 * A sink that posts one message per run to Slack: counts, the worst images, failures, what is new since the run that this
 * one is compared with, or since an earlier report; as a bot, with the details in a thread. It posts when the run is over. That it cannot costs no other sink
 * anything, and makes the exit code 3.
 *
 * The secret is in the environment: SLACK_WEBHOOK_URL, or SLACK_BOT_TOKEN and the option `channel`.
 *
 * @example
 * ```ts
 * import { slack } from "hullscan/plugins";
 *
 * const sink = slack({ channel: "#image-scans", on: "new", since: "report.json" });
 * if (sink.kind !== "sink") throw new Error("not a sink");
 * ```
 *
 * @throws {ScanError} SLACK_LOGIN in the preflight
 * @throws {ScanError} SLACK_SINCE in the set-up
 * @throws {ScanError} SLACK_REFUSED, SLACK_UNAVAILABLE at the end
 */
export const slack = defineSink({
  name: "slack",
  description: "one message per run, as a webhook or a bot",
  options: slackOptions,
  needs: ["artifact"],
  // An earlier report may be large.
  setupTimeoutMs: 600_000,
  async preflight(options, ctx) {
    const login = findLogin(options);
    for (const secret of secretsOf(login)) ctx.addSecret(secret);
    try {
      await createPoster(login, ctx).checkLogin();
    } catch (error) {
      if (!isScanError(error) || error.code !== "SLACK_UNAVAILABLE") throw error;
      // The scan is worth more than its message.
      ctx.log.warn(error.message);
    }
  },
  async setup({ channel, apiUrl, on, since, images, thread, secrets, link }, { run, log, addSecret }) {
    const login = findLogin({ channel, apiUrl });
    for (const secret of secretsOf(login)) addSecret(secret);
    const path = since === undefined ? undefined : resolve(run.outputDir, since);
    const earlier = path === undefined ? undefined : await openEarlier(path);
    if (path !== undefined && earlier === undefined) log.warn(`There is no earlier report "${path}" to compare with`);
    const digest = createDigest({ images, secrets, earlier });
    return {
      write: (outcome) => digest.add(outcome),
      async end(summary, ctx) {
        const found = digest.read();
        if (!shouldPost(on, summary, found)) return;
        const poster = createPoster(login, ctx);
        // Whoever has stopped the run does not wait for a thread.
        const replies = thread && login.kind === "bot" && !summary.interrupted ? toReplies(summary, found) : [];
        const name = path === undefined ? undefined : basename(path);
        const message = toMessage({ summary, digest: found, since: name, link, hasThread: replies.length > 0 });
        const ts = await poster.post(message, { what: "the message" });
        if (ts === undefined) {
          if (replies.length > 0) ctx.log.warn("Slack did not return the id of its message: the thread is left out");
          return;
        }
        for (const [index, reply] of replies.entries()) {
          await delay(POST_PAUSE_MS, undefined, { signal: ctx.signal }).catch(() => undefined);
          await poster.post(reply, { what: `answer ${index + 1} of ${replies.length} in the thread`, thread: ts });
        }
      },
      dispose: () => earlier?.close(),
    };
  },
});
