import type { HttpInit } from "../../../../core/kit.ts";
import type { Http } from "../../../../core/mod.ts";
import { dtrError } from "./errors.ts";
import { type DtrAnswer, type DtrRequest, exchange } from "./exchange.ts";
import { isHarbor } from "./identify.ts";
import { toAnswerError, toCallError } from "./to_error.ts";

/** How one DTR is reached. */
export interface Connection {
  readonly url: string;
  readonly user: string;
  readonly token: string;
  readonly timeoutMs: number;
  readonly settings: NonNullable<HttpInit["connection"]>;
  readonly http: Http;
}

/** What a single request may need. */
export interface SendOptions {
  /** The `Authorization` header. */
  readonly authorization: string;
  readonly signal: AbortSignal;
}

/** Makes requests to one DTR; what is not a good answer is an error in words. */
export interface Sender {
  /** The answer to a request, of whatever status. */
  send(request: DtrRequest, options: SendOptions): Promise<DtrAnswer>;
  /** Throws when an answer is not a good one. */
  check(answer: DtrAnswer, request: DtrRequest, signal: AbortSignal): Promise<void>;
}

/** Makes the sender for one DTR. */
export function createSender({ url, user, timeoutMs, settings, http }: Connection): Sender {
  let harbor: Promise<boolean> | undefined;
  const toOptions = (signal: AbortSignal) => ({ http, timeoutMs, connection: settings, signal });

  return {
    async send(request, { authorization, signal }) {
      try {
        return await exchange(request, { ...toOptions(signal), authorization });
      } catch (cause) {
        throw toCallError(cause, { request, url, user, timeoutMs, signal });
      }
    },
    async check(answer, request, signal) {
      const error = toAnswerError(answer, { request, url, user });
      if (error === undefined) return;
      if (error.code !== "DTR_NOT_AN_API") throw error;
      // Asked once: a wrong address stays wrong.
      harbor ??= isHarbor(url, toOptions(signal));
      if (!(await harbor)) throw error;
      throw dtrError("DTR_NOT_AN_API", { doing: request.doing, url, reason: "it is a Harbor, which has another API" });
    },
  };
}
