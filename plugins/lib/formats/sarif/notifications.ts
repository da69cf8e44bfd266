import { caveatsOf } from "../../../../core/kit.ts";
import { type Outcome, targetName } from "../../../../core/mod.ts";
import { plainText } from "../plain_text.ts";
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

/** Why an image without results is not clean, or may have more. */
export function buildNotifications(outcome: Outcome): readonly Notification[] {
  const { target, data } = outcome;
  const platform = target.platform === undefined ? "" : ` (${target.platform})`;
  const name = plainText(`${targetName(target)}${platform}`, 300);
  const caveats = caveatsOf(data).map(({ code, message }) => notify("warning", `${name}: ${message}`, code));
  switch (outcome.status) {
    case "failed": {
      const { code, message } = outcome.error;
      return [notify("error", `${name} could not be scanned: ${message}`, code), ...caveats];
    }
    case "skipped":
      return [notify("note", `${name} was skipped: ${outcome.reason}`, "SKIPPED"), ...caveats];
    case "done":
      if (data.findings !== undefined) return caveats;
      return [notify("warning", `${name} was not scanned: ${data.note ?? "no result"}`, "NOT_SCANNED"), ...caveats];
  }
}
