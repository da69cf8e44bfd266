import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { pipeline } from "node:stream/promises";
import { findMistake, type PostedMessage } from "./check_message.ts";

/** What the fake does in place of its work. */
export type SlackFault =
  | { readonly status: number; readonly body?: string; readonly headers?: Readonly<Record<string, string>> }
  | "hang"
  /** An answer that goes on until the connection is closed. */
  | "endless";

/** A Slack on loopback. */
export interface FakeSlack {
  /** For SLACK_WEBHOOK_URL. */
  readonly webhookUrl: string;
  /** For the option `apiUrl`. */
  readonly apiUrl: string;
  /** For SLACK_BOT_TOKEN. */
  readonly token: string;
  /** What was taken, in order. */
  readonly messages: readonly PostedMessage[];
  /** Every path that was asked for, faults included. */
  readonly requests: readonly string[];
  /** The error codes that it answered with by itself. */
  readonly mistakes: readonly string[];
  /** Decides on each request, by its number from 1, whether it fails. */
  setFault(decide: ((number: number, path: string) => SlackFault | undefined) | undefined): void;
  /** Resolves when there was this number of requests. */
  sees(count: number): Promise<void>;
  /** Resolves when an endless answer has ended. */
  stops(): Promise<void>;
  /** How much of endless answers has been sent. */
  sentBytes(): number;
  close(): void;
}

const WEBHOOK_PATH = "/services/T00000000/B00000000/fakefakefakefakefakefake";
const TOKEN = "xoxb-0000-fake-fake-fake";
export const CHANNEL = "#image-scans";
/** The channels that the bot is in. */
const CHANNELS = [CHANNEL, "#team-a", "C0TEAMB01"];
/** A timer may fire a little early. */
const MIN_SPACING_MS = 950;

/**
 * Starts a fake of what Slack's webhooks and Web API do: there is no Slack to be had for tests. It refuses what the real
 * one refuses - method, content type, JSON, login, channel, thread, limits of blocks and texts, more than one message a
 * second - with the same codes, and also what Slack takes but shows wrongly, text that is not escaped.
 */
async function startSlack(): Promise<FakeSlack> {
  const messages: PostedMessage[] = [];
  const requests: string[] = [];
  const mistakes: string[] = [];
  const watchers = new Set<() => void>();
  let decide: ((number: number, path: string) => SlackFault | undefined) | undefined;
  let lastAt = Number.NEGATIVE_INFINITY;

  function judge(request: IncomingMessage, body: string): { readonly error?: string; readonly ts?: string } {
    const isWebhook = request.url === WEBHOOK_PATH;
    if (!isWebhook && !/^\/api\/(chat\.postMessage|auth\.test)$/.test(request.url ?? ""))
      return { error: "no_service" };
    if (request.method !== "POST") return { error: "method_not_allowed" };
    if (!/^application\/json\b/.test(request.headers["content-type"] ?? "")) return { error: "invalid_payload" };
    if (!isWebhook && request.headers.authorization !== `Bearer ${TOKEN}`) return { error: "invalid_auth" };
    if (isWebhook && request.headers.authorization !== undefined) return { error: "invalid_payload" };
    const message = parse(body);
    if (message === undefined) return { error: isWebhook ? "invalid_payload" : "invalid_json" };
    if (request.url?.endsWith("auth.test")) return {};
    if (!isWebhook && !CHANNELS.includes(message.channel ?? "")) return { error: "channel_not_found" };
    const { thread_ts: thread } = message;
    if (thread !== undefined && !(Number(thread) >= 1 && Number(thread) <= messages.length))
      return { error: "thread_not_found" };
    const error = findMistake(message);
    if (error !== undefined) return { error };
    messages.push(message);
    return { ts: `${messages.length}.000000` };
  }

  let sentBytes = 0;
  let stopped: Promise<void> | undefined;
  function* endless(): Generator<Buffer> {
    const chunk = Buffer.alloc(65_536, "x");
    for (;;) {
      sentBytes += chunk.length;
      yield chunk;
    }
  }

  const server = createServer(async (request, response) => {
    const body = await text(request);
    const path = request.url ?? "";
    const number = requests.push(path);
    const fault = decide?.(number, path);
    for (const watcher of watchers) watcher();
    if (fault === "hang") return;
    if (fault === "endless") {
      response.writeHead(200);
      stopped = pipeline(endless(), response).catch(() => undefined);
      return;
    }
    if (fault) return void response.writeHead(fault.status, fault.headers).end(fault.body ?? "");
    const now = performance.now();
    if (!path.endsWith("auth.test") && now - lastAt < MIN_SPACING_MS) {
      mistakes.push("ratelimited");
      return void response.writeHead(429, { "retry-after": "1" }).end('{"ok":false,"error":"ratelimited"}');
    }
    const { error, ts } = judge(request, body);
    if (error !== undefined) mistakes.push(error);
    else if (!path.endsWith("auth.test")) lastAt = now;
    if (path === WEBHOOK_PATH) {
      response.writeHead(error === undefined ? 200 : 400, { "content-type": "text/html" }).end(error ?? "ok");
    } else {
      const answer = error === undefined ? { ok: true, ts, warning: "something new" } : { ok: false, error };
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
    }
  });
  await once(server.listen(0, "127.0.0.1"), "listening");
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    webhookUrl: url + WEBHOOK_PATH,
    apiUrl: `${url}/api/`,
    token: TOKEN,
    messages,
    requests,
    mistakes,
    setFault(chosen) {
      decide = chosen;
    },
    sees(count) {
      return new Promise((resolve) => {
        const look = () => requests.length >= count && resolve();
        watchers.add(look);
        look();
      });
    },
    stops: async () => stopped,
    sentBytes: () => sentBytes,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** Runs work with a fake Slack, which is stopped afterwards. */
export async function withSlack(work: (slack: FakeSlack) => Promise<void>): Promise<void> {
  const slack = await startSlack();
  try {
    await work(slack);
  } finally {
    slack.close();
  }
}

function parse(body: string): PostedMessage | undefined {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
