import { describeCounts, type FailedTarget, type SeverityCounts } from "../../../core/kit.ts";
import type { FindingLine } from "./create_digest.ts";
import { escapeMrkdwn, toCode } from "./mrkdwn.ts";

/** `3 CRITICAL, 10 HIGH`, worst first; `nothing` where there is nothing. */
export function toCountWords(counts: Readonly<SeverityCounts>): string {
  return describeCounts(counts) || "nothing";
}

/** A failed target as a line of mrkdwn. */
export function toFailureLine({ name, error }: FailedTarget, maxLength: number): string {
  const head = `• ${toCode(name, Math.min(300, maxLength / 2))} ${escapeMrkdwn(error.code, 60)}: `;
  const hint = error.hint === undefined ? "" : ` (${error.hint.split("\n", 1)[0]})`;
  return head + escapeMrkdwn(`${error.message}${hint}`, maxLength - head.length);
}

/** A finding as a line of mrkdwn, with the image that it is in where that is not said already. */
export function toFindingLine(
  { severity, text, image }: FindingLine & { readonly image?: string },
  maxLength: number,
): string {
  const head = `• ${severity} ${image === undefined ? "" : `${toCode(image, maxLength / 2)} `}`;
  return head + escapeMrkdwn(text, maxLength - head.length);
}

/** Milliseconds as people say it: `42 s`, `3 min 20 s`, `2 h 5 min`. */
export function toDuration(milliseconds: number): string {
  const seconds = Math.round(milliseconds / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
