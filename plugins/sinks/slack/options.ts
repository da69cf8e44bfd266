import { z } from "zod";
import { isSafeAddress } from "./login.ts";

/** The options of the `slack` sink. There is none for the webhook's address and the token: those are secrets. */
export const slackOptions = z.strictObject({
  channel: z
    .string()
    .min(1)
    .optional()
    .describe("The channel that a bot posts to (SLACK_BOT_TOKEN), id or name; without it, SLACK_WEBHOOK_URL is used"),
  on: z
    .enum(["always", "findings", "new", "failures"])
    .default("always")
    .describe("When to post: always; when there are findings; new ones; or only failures, which always count"),
  since: z
    .string()
    .min(1)
    .optional()
    .describe("An earlier report to compare with; a relative path starts at the output folder"),
  images: z.int().min(0).max(50).default(10).describe("How many of the worst images are named"),
  thread: z.boolean().default(true).describe("Adds the details in a thread; only a bot can"),
  secrets: z
    .boolean()
    .default(false)
    .describe("Posts also the text in which a secret was found, as the scanner masks it; else title and file only"),
  link: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where the report can be read: the address of a build, for example"),
  apiUrl: z
    .string()
    .refine(isSafeAddress, "must be an https address")
    .default("https://slack.com/api/")
    .describe("Where the Web API is: https://slack-gov.com/api/ for GovSlack"),
});

/** What a user may give to `slack()`. */
export type SlackOptions = z.input<typeof slackOptions>;
/** The options with their defaults filled in. */
export type SlackSettings = z.output<typeof slackOptions>;
