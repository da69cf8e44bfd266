import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Answer } from "./answer.ts";
import type { Fault } from "./intercept.ts";

/** Sends an answer in the way that a fault leaves open. `signal` ends a delay when the server closes. */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  how: { fault: Fault | undefined; signal: AbortSignal },
): Promise<void> {
  const { fault, signal } = how;
  if (fault === undefined || "status" in fault) return send(response, answer);
  if ("hang" in fault) return;
  if ("cutAfterBytes" in fault) return cut(response, answer, fault.cutAfterBytes);
  await ("until" in fault ? fault.until : setTimeout(fault.delayMs, undefined, { signal }));
  send(response, answer);
}

function send(response: ServerResponse, answer: Answer): void {
  begin(response, answer).end(answer.body);
}

function cut(response: ServerResponse, answer: Answer, bytes: number): void {
  begin(response, answer).flushHeaders();
  response.write(answer.body.subarray(0, bytes));
  response.socket?.destroySoon();
}

function begin(response: ServerResponse, { status, headers, body }: Answer): ServerResponse {
  return response.writeHead(status, { "content-length": body.length, ...headers });
}
