import { basename, resolve } from "node:path";
import { defineSink, isScanError } from "../../../core/mod.ts";
import { checkChannels } from "./check_channels.ts";
import { createParts } from "./create_parts.ts";
import { createPoster } from "./create_poster.ts";
import { findLogin, secretsOf } from "./login.ts";
import { openEarlier } from "./open_earlier.ts";
import { slackOptions } from "./options.ts";
import { postParts } from "./post_parts.ts";
import { shouldPost } from "./should_post.ts";

export type { SlackOptions } from "./options.ts";

/**
 * A sink that posts one message per run to Slack: counts, the worst images, failures, what is new since the run that this
 * one is compared with, or since an earlier report; as a bot, with the details in a thread. It posts when the run is over. That it cannot costs no other sink
 * anything, and makes the exit code 3. A bot posts a message of its own to the channel of each owner, about his images alone.
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
 * @throws {ScanError} SLACK_LOGIN, SLACK_CHANNELS in the preflight
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
    checkChannels(login, ctx.run.owners);
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
    const own = login.kind === "bot" ? login.channel : undefined;
    const parts = createParts({ images, secrets, earlier, channel: own });
    const name = path === undefined ? undefined : basename(path);
    return {
      write: (outcome) => parts.add(outcome),
      async end(summary, ctx) {
        const posted = parts.list(summary).filter((part) => shouldPost(on, part.summary, part.digest));
        await postParts(posted, { login, ctx, since: name, link, hasThread: thread });
      },
      dispose: () => earlier?.close(),
    };
  },
});
