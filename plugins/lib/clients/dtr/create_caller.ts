import type { z } from "zod";
import { authorizeBasic, authorizeBearer, toBasicHeader } from "./authorize.ts";
import type { DtrStats } from "./dtr_client.ts";
import { dtrError } from "./errors.ts";
import type { DtrAnswer, DtrRequest } from "./exchange.ts";
import { createGate } from "./gate.ts";
import { bearerSchema } from "./schemas.ts";
import { type Connection, createSender } from "./send.ts";
import { parseJson } from "./server_words.ts";
import { type Question, toRequest } from "./to_request.ts";

/** What calls are made with. */
export interface CreateCallerOptions extends Connection {
  readonly authorization: "basic" | "bearer";
  readonly maxRequests: number;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Told each token that is issued, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

/** An answer that was understood. */
export interface Answered<T> {
  readonly value: T;
  readonly headers: DtrAnswer["headers"];
}

/** Calls the API of one DTR. */
export interface Caller {
  ask<T>(question: Question, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Answered<T>>;
  /** For what has no answer besides that it went well. */
  tell(question: Question, signal?: AbortSignal): Promise<void>;
  stats(): DtrStats;
}

/** Makes the caller of one DTR: every call waits for its place, logs in, and is understood or fails in words. */
export function createCaller(options: CreateCallerOptions): Caller {
  const { url, signal: endSignal, authorization, maxRequests, addSecret } = options;
  const sender = createSender(options);
  const gate = createGate(maxRequests);
  const basic = toBasicHeader(options);
  const authorizer = authorization === "bearer" ? authorizeBearer(fetchBearer) : authorizeBasic(basic);

  async function fetchBearer(): Promise<string> {
    const request = { doing: "log in", method: "GET", url: new URL(`${url}/auth/token`) } as const;
    // Several calls may wait for this one: it ends with the client, not with the first of them.
    const answer = await sender.send(request, { authorization: basic, signal: endSignal });
    await sender.check(answer, request, endSignal);
    const bearer = parseAnswer(answer, bearerSchema, { doing: request.doing, url });
    addSecret(bearer);
    return bearer;
  }
  async function call(request: DtrRequest, signal: AbortSignal): Promise<DtrAnswer> {
    let header = await authorizer.getHeader();
    let answer = await sender.send(request, { authorization: header, signal });
    if (answer.status === 401 && authorizer.expire(header)) {
      header = await authorizer.getHeader();
      answer = await sender.send(request, { authorization: header, signal });
    }
    if (answer.status !== 401) authorizer.confirm(header);
    await sender.check(answer, request, signal);
    return answer;
  }
  async function pass<T>(question: Question, work: (answer: DtrAnswer) => T, ownSignal?: AbortSignal): Promise<T> {
    const request = toRequest(question, url);
    const signal = ownSignal === undefined ? endSignal : AbortSignal.any([endSignal, ownSignal]);
    return gate.pass(async () => work(await call(request, signal)), signal);
  }

  return {
    ask(question, schema, signal) {
      const read = (answer: DtrAnswer) => ({
        value: parseAnswer(answer, schema, { doing: question.doing, url }),
        headers: answer.headers,
      });
      return pass(question, read, signal);
    },
    tell: (question, signal) => pass(question, () => undefined, signal),
    stats: gate.stats,
  };
}

function parseAnswer<T>(answer: DtrAnswer, schema: z.ZodType<T>, call: { doing: string; url: string }): T {
  const { text, isTooLong } = answer;
  if (isTooLong) throw dtrError("DTR_BAD_ANSWER", { ...call, reason: "it is over 64 MB" });
  const value = parseJson(text);
  if (value === undefined)
    throw dtrError("DTR_NOT_AN_API", { ...call, reason: "it answers with text that is not JSON" });
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const at = issue?.path.join(".") || "the answer";
  throw dtrError("DTR_BAD_ANSWER", { ...call, reason: `${at}: ${issue?.message}` }, { cause: result.error });
}
