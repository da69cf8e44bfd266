import type { Outcome } from "../../../../core/mod.ts";
import { type Doubt, describeDoubt } from "../doubts.ts";
import { toMessage } from "./result.ts";

/** What a run says of itself beside its results. */
export interface Notification {
  readonly level: "error" | "warning" | "note";
  readonly message: { readonly text: string };
  readonly descriptor?: { readonly id: string };
}

/** Makes a notification of a text; the code is what others group it by. */
export function notify(level: Notification["level"], text: string, code?: string): Notification {
  return { level, message: { text: toMessage(text) }, ...(code !== undefined && { descriptor: { id: code } }) };
}

const LEVELS: Readonly<Record<Doubt["kind"], Notification["level"]>> = {
  failed: "error",
  skipped: "note",
  unscanned: "warning",
  caveat: "warning",
};

/** Why an image without results is not clean, or may have more. */
export function buildNotifications(outcome: Outcome, doubts: readonly Doubt[]): readonly Notification[] {
  return doubts.map((doubt) => notify(LEVELS[doubt.kind], describeDoubt(outcome, doubt), doubt.code));
}
