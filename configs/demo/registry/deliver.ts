import type { ServerResponse } from "node:http";
import { setTimeout } from "node:timers/promises";
import type { Answer } from "./answer.ts";
import { type Fault, faultAnswer } from "./intercept.ts";

/** Sends an answer, or what a fault makes of it. `signal` ends a delay when the registry closes. */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  how: { fault: Fault | undefined; signal: AbortSignal },
): Promise<void> {
  const { fault, signal } = how;
  if (fault === undefined) return send(response, answer);
  if ("hang" in fault) return;
  if ("status" in fault) return send(response, faultAnswer(fault));
  if ("cutAfterBytes" in fault) return cut(response, answer, fault.cutAfterBytes);
  await setTimeout(fault.delayMs, undefined, { signal });
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
  return response.writeHead(status, {
    "docker-distribution-api-version": "registry/2.0",
    "content-length": body.length,
    ...headers,
  });
}
