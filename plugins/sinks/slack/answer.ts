import { z } from "zod";

/** What came of one request. */
export type Answer =
  | { readonly status: "ok"; readonly ts?: string | undefined }
  | { readonly status: "busy"; readonly reason: string; readonly waitMs?: number | undefined }
  | { readonly status: "refused"; readonly reason: string };

/** What of an answer is looked at. */
export interface AnswerParts {
  /** The HTTP status. */
  readonly code: number;
  readonly retryAfter: string | null;
  readonly body: string;
}

const webApiSchema = z.object({ ok: z.boolean(), error: z.string().optional(), ts: z.string().optional() });

/** Error codes of the Web API after which the same request may succeed. */
const BUSY: ReadonlySet<string> = new Set([
  "fatal_error",
  "internal_error",
  "rate_limited",
  "ratelimited",
  "request_timeout",
  "service_unavailable",
]);

/**
 * Reads what Slack answers to a webhook: `ok`, or a status with an error code as the text.
 *
 * @see {@link https://docs.slack.dev/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks}
 */
export function parseWebhookAnswer(parts: AnswerParts): Answer {
  return toBusy(parts) ?? (parts.code === 200 ? { status: "ok" } : { status: "refused", reason: toReason(parts) });
}

/**
 * Reads what the Web API answers: JSON that says whether it is `ok`, mostly with status 200.
 *
 * @see {@link https://docs.slack.dev/apis/web-api}
 */
export function parseWebApiAnswer(parts: AnswerParts): Answer {
  const busy = toBusy(parts);
  if (busy) return busy;
  const { success, data } = webApiSchema.safeParse(parseJson(parts.body));
  if (!success) return { status: "refused", reason: `HTTP ${parts.code}, and no answer of the Web API` };
  if (data.ok) return { status: "ok", ts: data.ts };
  const reason = data.error ?? "unknown_error";
  return { status: BUSY.has(reason) ? "busy" : "refused", reason };
}

function toBusy(parts: AnswerParts): Answer | undefined {
  const { code, retryAfter } = parts;
  if (code !== 429 && code < 500) return undefined;
  const seconds = Number(retryAfter ?? Number.NaN);
  const waitMs = Number.isFinite(seconds) && seconds >= 0 ? seconds * 1000 : undefined;
  return { status: "busy", reason: toReason(parts), waitMs };
}

/** Slack's own code where there is one: anything else, a proxy's page, is not worth showing. */
function toReason({ code, body }: AnswerParts): string {
  return /^\w{1,60}$/.test(body.trim()) ? body.trim() : `HTTP ${code}`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
