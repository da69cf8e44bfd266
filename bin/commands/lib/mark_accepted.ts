import { type AcceptRule, createAcceptor } from "../../../core/accept/mod.ts";
import type { Finding } from "../../../core/mod.ts";
import type { KnownImage } from "../../../plugins/lib/history/questions/mod.ts";
import { toOutcome } from "./to_outcome.ts";

/** Makes what marks the findings of an image that rules accept; undefined where there are no rules. */
export function createMark(rules: readonly AcceptRule[]) {
  if (rules.length === 0) return undefined;
  const acceptor = createAcceptor({ rules });
  return (image: KnownImage, findings: readonly Finding[]): readonly Finding[] =>
    acceptor.mark(toOutcome(image, findings)).data.findings ?? [];
}
