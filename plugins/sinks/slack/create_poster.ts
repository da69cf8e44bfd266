import { setTimeout as delay } from "node:timers/promises";
import { findRoot, readLimited, toReason } from "../../../core/kit.ts";
import type { PluginContext, ScanError } from "../../../core/mod.ts";
import { type Answer, parseWebApiAnswer, parseWebhookAnswer } from "./answer.ts";
import type { Message } from "./blocks.ts";
import { slackError } from "./errors.ts";
import type { Login } from "./login.ts";

const MAX_TRIES = 4;
const MAX_ANSWER_BYTES = 65_536;
const FIRST_PAUSE_MS = 500;
const REQUEST_LIMIT_MS = 20_000;
/** An interrupted run has seconds, not minutes: whoever stopped it kills it soon. Nor does a run wait to begin. */
const HURRIED_LIMIT_MS = 3000;
/** No longer than this is waited in all, whatever Slack asks for. */
const TOTAL_LIMIT_MS = 120_000;

/** Posts messages. */
export interface Poster {
  /**
   * Posts one message and gives what a bot can answer it by. It is tried again, with growing pauses or as Slack says,
   * when Slack is busy; of a message that Slack may have taken before it failed, there are then two.
   *
   * @throws {ScanError} SLACK_REFUSED, SLACK_UNAVAILABLE
   */
  post(
    message: Message,
    target: { readonly what: string; readonly thread?: string | undefined },
  ): Promise<string | undefined>;
  /**
   * Asks once whether the login is good; a webhook cannot tell.
   *
   * @throws {ScanError} SLACK_LOGIN, SLACK_UNAVAILABLE
   */
  checkLogin(): Promise<void>;
}

interface SendOptions {
  /** What is sent, in words. */
  readonly what: string;
  /** Whether it is not worth waiting for. */
  readonly isHurried?: boolean;
  /** Makes the error for what Slack says no to. */
  readonly toRefusal: (reason: string) => ScanError;
}

/** Makes the poster of one login, whose secrets the run knows and masks. */
export function createPoster(login: Login, { http, signal }: Pick<PluginContext, "http" | "signal">): Poster {
  async function send(method: string, body: object, limitMs: number): Promise<Answer> {
    const url = login.kind === "webhook" ? login.url : new URL(method, login.apiUrl);
    const headers = {
      "content-type": "application/json; charset=utf-8",
      ...(login.kind === "bot" && { authorization: `Bearer ${login.token}` }),
    };
    try {
      const response = await http(url, {
        method: "POST",
        headers,
        body: JSON.stringify(body),
        // A secret goes where it was meant to go, and nowhere else.
        redirect: "manual",
        timeoutMs: limitMs,
        ...(!signal.aborted && { signal }),
      });
      const parts = {
        code: response.status,
        retryAfter: response.headers.get("retry-after"),
        // Slack's own answers have some hundred bytes; what is longer than that is not Slack's.
        body: String((await readLimited(response, MAX_ANSWER_BYTES)) ?? ""),
      };
      return login.kind === "webhook" ? parseWebhookAnswer(parts) : parseWebApiAnswer(parts);
    } catch (error) {
      return { status: "busy", reason: toReason(findRoot(error)) };
    }
  }

  async function sendPatiently(
    method: string,
    body: object,
    { what, toRefusal, isHurried = signal.aborted }: SendOptions,
  ): Promise<string | undefined> {
    const deadline = performance.now() + TOTAL_LIMIT_MS;
    const maxTries = isHurried ? 1 : MAX_TRIES;
    for (let tries = 1; ; tries += 1) {
      const answer = await send(method, body, isHurried || signal.aborted ? HURRIED_LIMIT_MS : REQUEST_LIMIT_MS);
      if (answer.status === "ok") return answer.ts;
      const { reason } = answer;
      if (answer.status === "refused") throw toRefusal(reason);
      const waitMs = answer.waitMs ?? FIRST_PAUSE_MS * 2 ** (tries - 1);
      const isLast = tries >= maxTries || signal.aborted || performance.now() + waitMs > deadline;
      if (isLast) throw slackError("SLACK_UNAVAILABLE", { what, tries, reason });
      await delay(waitMs, undefined, { signal }).catch(() => undefined);
    }
  }

  return {
    post({ text, blocks }, { what, thread }) {
      const channel = login.kind === "bot" ? { channel: login.channel, unfurl_links: false, unfurl_media: false } : {};
      const body = { ...channel, ...(thread !== undefined && { thread_ts: thread }), text, blocks };
      const toRefusal = (reason: string) => slackError("SLACK_REFUSED", { what, reason });
      return sendPatiently("chat.postMessage", body, { what, toRefusal });
    },
    async checkLogin() {
      if (login.kind === "webhook") return;
      const toRefusal = (code: string) => slackError("SLACK_LOGIN", { reason: `it refused the token: ${code}`, code });
      await sendPatiently("auth.test", {}, { what: "the login", toRefusal, isHurried: true });
    },
  };
}
