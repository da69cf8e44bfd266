import { z } from "zod";
import { isSafeAddress } from "./login.ts";

/** The options of the `slack` sink. There is none for the webhook's address and the token: those are secrets. */
export const slackOptions = z.strictObject({
  channel: z
    .string()
    .min(1)
    .optional()
    .describe("The channel of a bot (SLACK_BOT_TOKEN), id or name. Default: use SLACK_WEBHOOK_URL"),
  on: z
    .enum(["always", "findings", "new", "failures"])
    .default("always")
    .describe("When to post. Failures are always posted"),
  since: z
    .string()
    .min(1)
    .optional()
    .describe("An earlier report to compare with. Default: what the run is compared with, see the sink `history`"),
  images: z.int().min(0).max(50).default(10).describe("How many of the worst images to name"),
  thread: z.boolean().default(true).describe("Add a thread with details; only for a bot"),
  secrets: z.boolean().default(false).describe("Also post the text of a found secret, as the scanner masks it"),
  link: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("A link to the report, for example the address of a build"),
  apiUrl: z
    .string()
    .refine(isSafeAddress, "must be an https address")
    .default("https://slack.com/api/")
    .describe("The Web API: https://slack-gov.com/api/ for GovSlack"),
});

/** Options of `slack()`. */
export type SlackOptions = z.input<typeof slackOptions>;
/** The options with their defaults filled in. */
export type SlackSettings = z.output<typeof slackOptions>;
