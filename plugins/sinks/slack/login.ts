import { slackError } from "./errors.ts";

type Environment = Readonly<Record<string, string | undefined>>;

/** A webhook posts to the one channel that it was made for, and is not told what its message is called. */
export interface WebhookLogin {
  readonly kind: "webhook";
  readonly url: string;
}

/** A bot can post to any channel that it is in, and answer its own messages. */
export interface BotLogin {
  readonly kind: "bot";
  readonly token: string;
  readonly channel: string;
  /** Ends with a slash. */
  readonly apiUrl: string;
}

/** How Slack is reached. */
export type Login = WebhookLogin | BotLogin;

/**
 * Finds the secret in the environment: with a channel the bot's token, else the webhook's address.
 *
 * @throws {ScanError} SLACK_LOGIN
 */
export function findLogin(
  { channel, apiUrl }: { readonly channel?: string | undefined; readonly apiUrl: string },
  env: Environment = process.env,
): Login {
  if (channel !== undefined) {
    const token = env.SLACK_BOT_TOKEN?.trim();
    if (!token) throw slackError("SLACK_LOGIN", { reason: "SLACK_BOT_TOKEN is not set, which a channel needs" });
    if (/[^\x21-\x7e]/.test(token)) throw slackError("SLACK_LOGIN", { reason: "SLACK_BOT_TOKEN is not a token" });
    return { kind: "bot", token, channel, apiUrl: apiUrl.replace(/\/*$/, "/") };
  }
  const url = env.SLACK_WEBHOOK_URL?.trim();
  if (!url) throw slackError("SLACK_LOGIN", { reason: "SLACK_WEBHOOK_URL is not set" });
  if (!isSafeAddress(url)) throw slackError("SLACK_LOGIN", { reason: "SLACK_WEBHOOK_URL is not an https address" });
  if (new URL(url).pathname === "/")
    throw slackError("SLACK_LOGIN", { reason: "SLACK_WEBHOOK_URL is not a whole address" });
  return { kind: "webhook", url };
}

/** What of a login must never be seen. */
export function secretsOf(login: Login): readonly string[] {
  if (login.kind === "bot") return [login.token];
  return [login.url, new URL(login.url).pathname];
}

/** Whether a secret may be sent there: encrypted, or within this machine. */
export function isSafeAddress(address: string): boolean {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, username, password } = new URL(address);
  if (username !== "" || password !== "") return false;
  return protocol === "https:" || (protocol === "http:" && ["127.0.0.1", "[::1]", "localhost"].includes(hostname));
}
