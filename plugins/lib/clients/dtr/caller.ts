import type { z } from "zod";
import type { Http, HttpInit } from "../../../../core/kit.ts";
import { toPrintable } from "../oci/mod.ts";
import { buildAnswerError, buildCallError } from "./answer_errors.ts";
import type { DtrStats } from "./dtr_client.ts";
import { dtrError } from "./errors.ts";
import { type DtrAnswer, type DtrRequest, exchange, isHarbor, parseJson } from "./exchange.ts";
import { RequestLimiter } from "./limiter.ts";
import { authorizeBasic, authorizeBearer, formatBasicHeader } from "./login.ts";
import { bearerSchema } from "./schemas.ts";

/** Which DTR is called, and how. */
export interface CreateCallerOptions {
  /** The address of the DTR. */
  readonly url: string;
  readonly user: string;
  readonly token: string;
  readonly authorization: "basic" | "bearer";
  readonly maxRequests: number;
  readonly timeoutMs: number;
  readonly settings: NonNullable<HttpInit["connection"]>;
  readonly http: Http;
  /** Ends everything. */
  readonly signal: AbortSignal;
  /** Called with each token that is issued, so that it is masked. */
  readonly addSecret: (secret: string) => void;
}

/** What is wanted of the API. */
export interface Question {
  /** As errors say it: `list the tags of "team/app"`. */
  readonly doing: string;
  /** The parts below `/api/v0`, as they are: they are encoded here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string>>;
}

/** An answer that was understood. */
export interface Answered<T> {
  readonly value: T;
  readonly headers: DtrAnswer["headers"];
}

/** Calls the API of one DTR. */
export interface Caller {
  get<T>(question: Question, schema: z.ZodType<T>, signal?: AbortSignal): Promise<Answered<T>>;
  /** For what has no answer besides that it went well. */
  post(question: Question, signal?: AbortSignal): Promise<void>;
  stats(): DtrStats;
}

/** Names that change the path they stand in, or that no URL can hold. */
const IMPOSSIBLE = /^\.{0,2}$|[\p{Cc}\p{Cs}]/u;

/**
 * Makes the caller of one DTR. Every call waits until the limiter starts it, logs in, and once more where the login has
 * expired; its answer is understood, or the call fails in words.
 */
export function createCaller(options: CreateCallerOptions): Caller {
  const { url, user, timeoutMs, settings, http, signal: endSignal, authorization, maxRequests, addSecret } = options;
  const limiter = new RequestLimiter(maxRequests);
  const basic = formatBasicHeader(options);
  const authorizer = authorization === "bearer" ? authorizeBearer(fetchBearer) : authorizeBasic(basic);
  let harbor: Promise<boolean> | undefined;

  async function fetchBearer(): Promise<string> {
    const request = { doing: "log in", method: "GET", url: new URL(`${url}/auth/token`) } as const;
    // Several calls may wait for this one: it ends with the client, not with the first of them.
    const answer = await send(request, basic, endSignal);
    await check(answer, request, endSignal);
    const bearer = parseAnswer(answer, bearerSchema, { doing: request.doing, url });
    addSecret(bearer);
    return bearer;
  }
  async function send(request: DtrRequest, header: string, signal: AbortSignal): Promise<DtrAnswer> {
    try {
      return await exchange(request, { http, timeoutMs, connection: settings, signal, authorization: header });
    } catch (cause) {
      throw buildCallError(cause, { request, url, user, timeoutMs, signal });
    }
  }
  /** Throws when an answer is not a good one. */
  async function check(answer: DtrAnswer, request: DtrRequest, signal: AbortSignal): Promise<void> {
    const error = buildAnswerError(answer, { request, url, user });
    if (error === undefined) return;
    if (error.code !== "DTR_NOT_AN_API") throw error;
    // Asked once: a wrong address stays wrong.
    harbor ??= isHarbor(url, { http, timeoutMs, connection: settings, signal });
    if (!(await harbor)) throw error;
    throw dtrError("DTR_NOT_AN_API", { doing: request.doing, url, reason: "it is a Harbor, which has another API" });
  }
  async function call(request: DtrRequest, signal: AbortSignal): Promise<DtrAnswer> {
    let header = await authorizer.getHeader();
    let answer = await send(request, header, signal);
    if (answer.status === 401 && authorizer.expire(header)) {
      header = await authorizer.getHeader();
      answer = await send(request, header, signal);
    }
    if (answer.status !== 401) authorizer.confirm(header);
    await check(answer, request, signal);
    return answer;
  }
  async function run<T>(request: DtrRequest, read: (answer: DtrAnswer) => T, ownSignal?: AbortSignal): Promise<T> {
    const signal = ownSignal === undefined ? endSignal : AbortSignal.any([endSignal, ownSignal]);
    return limiter.run(async () => read(await call(request, signal)), signal);
  }

  return {
    async get(question, schema, signal) {
      const { doing } = question;
      const read = (answer: DtrAnswer) => ({
        value: parseAnswer(answer, schema, { doing, url }),
        headers: answer.headers,
      });
      return run({ doing, method: "GET", url: buildUrl(question, url) }, read, signal);
    },
    async post(question, signal) {
      const request = { doing: question.doing, method: "POST", url: buildUrl(question, url) } as const;
      return run(request, () => undefined, signal);
    },
    stats: () => limiter.stats(),
  };
}

/**
 * Builds the address of a question to the DTR at `url`.
 *
 * @throws {ScanError} DTR_NAME when a part of the path cannot be one
 */
function buildUrl({ doing, path, query = {} }: Question, url: string): URL {
  const impossible = path.find((part) => IMPOSSIBLE.test(part));
  if (impossible !== undefined) throw dtrError("DTR_NAME", { doing, name: toPrintable(impossible) });
  const address = new URL(`${url}/api/v0/${path.map(encodeURIComponent).join("/")}`);
  address.search = new URLSearchParams(query).toString();
  return address;
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
