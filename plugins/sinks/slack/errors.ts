import { defineErrors } from "../../../core/mod.ts";

/** What to do about Slack's own error codes. */
const HINTS: Readonly<Record<string, string>> = {
  action_prohibited: "An administrator of the workspace has restricted posting",
  account_inactive: "The bot was removed; install its app again and set SLACK_BOT_TOKEN",
  channel_is_archived: "The channel is archived; choose another",
  channel_not_found: "Check the option `channel`, and invite the bot into that channel",
  invalid_auth: "Check SLACK_BOT_TOKEN: it is the bot's token, which begins with xoxb-",
  invalid_token: "The webhook was removed; make a new one and set SLACK_WEBHOOK_URL",
  is_archived: "The channel is archived; choose another",
  missing_scope: "Give the bot the scope chat:write and install its app again",
  no_service: "The webhook was removed or switched off; make a new one and set SLACK_WEBHOOK_URL",
  no_team: "The webhook's workspace is gone; make a new one and set SLACK_WEBHOOK_URL",
  not_authed: "Check SLACK_BOT_TOKEN: it is the bot's token, which begins with xoxb-",
  not_in_channel: "Invite the bot into the channel",
  token_expired: "Renew the bot's token and set SLACK_BOT_TOKEN",
  token_revoked: "The token was revoked; install the bot's app again and set SLACK_BOT_TOKEN",
};

const LOGIN_HINT =
  "Set SLACK_WEBHOOK_URL to the address of an incoming webhook; or SLACK_BOT_TOKEN to the token of a bot, and the " +
  "option `channel`";

/** The errors of the `slack` sink. */
export const slackError = defineErrors({
  SLACK_LOGIN: {
    message: ({ reason }: { reason: string; code?: string }) => `Cannot post to Slack: ${reason}`,
    hint: ({ code }: { code?: string }) => HINTS[code ?? ""] ?? LOGIN_HINT,
    usage: true,
  },
  SLACK_CHANNELS: {
    message: ({ channels, count }: { channels: string; count: number }) =>
      `Cannot post to ${count === 1 ? "the channel of an owner" : "the channels of owners"}: a webhook posts to one channel, not to ${channels}`,
    hint: "Set SLACK_BOT_TOKEN, and the option `channel` for all other images; or leave out `slack` in the rules for `owners`",
    usage: true,
  },
  SLACK_REFUSED: {
    message: ({ what, reason }: { what: string; reason: string }) => `Slack refused ${what}: ${reason}`,
    hint: ({ reason }: { reason: string }) =>
      HINTS[reason] ?? "The files of the run are complete; the reason is one of Slack's own error codes",
  },
  SLACK_UNAVAILABLE: {
    message: ({ what, tries, reason }: { what: string; tries: number; reason: string }) =>
      `Slack did not accept ${what}, tried ${tries === 1 ? "once" : `${tries} times`}: ${reason}`,
    hint: "The files of the run are complete; check the network and status.slack.com",
    retryable: true,
  },
  SLACK_SINCE: {
    message: ({ path, reason }: { path: string; reason: string }) =>
      `Cannot compare with the earlier report "${path}": ${reason}`,
    hint: "Correct the option `since`: it names a JSON report or NDJSON; without it, what is new comes from the sink `history`",
    usage: true,
  },
});
