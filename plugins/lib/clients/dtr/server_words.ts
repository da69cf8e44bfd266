import { z } from "zod";
import { SERVER_WORDS_LENGTH, toPrintable } from "../oci/mod.ts";
import type { DtrAnswer } from "./exchange.ts";

const serverError = z.object({ code: z.string(), message: z.string().optional() });
const envelope = z.object({ errors: z.array(serverError).min(1) });

/** An error as DTR words it. */
export type ServerError = z.infer<typeof serverError>;

/** The error that an answer tells of; some versions put a list around it, some do not. */
export function findServerError({ text }: DtrAnswer): ServerError | undefined {
  const value = parseJson(text);
  return envelope.safeParse(value).data?.errors[0] ?? serverError.safeParse(value).data;
}

/** An answer in one line: `403 NOT_AUTHORIZED: The client is not authorized.` */
export function describeAnswer(answer: DtrAnswer): string {
  const error = findServerError(answer);
  const words =
    error === undefined ? describeBody(answer) : quote([error.code, error.message].filter(Boolean).join(": "));
  return [String(answer.status), words].filter((part) => part !== "").join(" ");
}

/** Whether an answer is a page for people. */
export function isHtml({ headers, text }: DtrAnswer): boolean {
  return /html/i.test(headers.get("content-type") ?? "") || /^\s*<(!doctype|html)/i.test(text);
}

/** The value of a JSON text; undefined when it is none. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function describeBody(answer: DtrAnswer): string {
  if (isHtml(answer)) return "with an HTML page";
  const [line = ""] = answer.text.trim().split(/\r?\n/, 1);
  return quote(line);
}

/** What a server says, safe to show. */
export function quote(text: string): string {
  return toPrintable(text, SERVER_WORDS_LENGTH);
}
