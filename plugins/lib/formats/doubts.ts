import { caveatsOf, targetLabel } from "../../../core/kit.ts";
import type { Outcome } from "../../../core/mod.ts";

/** Why a report has not, or may not have, all that is in a target. */
export interface Doubt {
  readonly kind: "failed" | "skipped" | "unscanned" | "caveat";
  /** In capitals, for programs: that of the failure or caveat, or `SKIPPED`, `NOT_SCANNED`. */
  readonly code: string;
  /** The reason, without the target's name. */
  readonly message: string;
  /** What the user can do about it. */
  readonly hint?: string;
}

/** What a report says of a run that was interrupted. */
export const INTERRUPTED = "The run was interrupted: not all images are here";

/** Lists what keeps a target from being known whole, the worst first. Of a target without any, all was found. */
export function listDoubts(outcome: Outcome): readonly Doubt[] {
  const caveats = caveatsOf(outcome.data).map((caveat): Doubt => ({ kind: "caveat", ...caveat }));
  switch (outcome.status) {
    case "failed": {
      const { code, message, hint } = outcome.error;
      return [{ kind: "failed", code, message, ...(hint !== undefined && { hint }) }, ...caveats];
    }
    case "skipped":
      return [{ kind: "skipped", code: "SKIPPED", message: outcome.reason }, ...caveats];
    case "done": {
      if (outcome.data.findings !== undefined) return caveats;
      const message = outcome.data.note ?? "No scanner has looked at it";
      return [{ kind: "unscanned", code: "NOT_SCANNED", message }, ...caveats];
    }
  }
}

/** What is said of targets that a report has not, or may not have, all of. */
export const DOUBT_WORDS: Readonly<Record<Doubt["kind"], string>> = {
  failed: "could not be scanned",
  unscanned: "not scanned",
  skipped: "skipped",
  caveat: "with caveats",
};

const VERBS: Readonly<Record<Doubt["kind"], string>> = {
  failed: ` ${DOUBT_WORDS.failed}`,
  unscanned: ` was ${DOUBT_WORDS.unscanned}`,
  skipped: ` was ${DOUBT_WORDS.skipped}`,
  caveat: "",
};

/** A doubt in one sentence, with the target's name: `nginx:1 could not be scanned: There is no image nginx:1`. */
export function describeDoubt({ target }: Outcome, { kind, message }: Doubt): string {
  return `${targetLabel(target)}${VERBS[kind]}: ${message}`;
}

/** Counts targets that a report has not, or may not have, all of: `2 could not be scanned, 1 skipped, 3 with caveats`. */
export class DoubtCount {
  readonly #counts = { failed: 0, unscanned: 0, skipped: 0, caveat: 0 };

  /** Counts a target once, by the worst of its doubts. */
  add(doubts: readonly Doubt[]): void {
    const [worst] = doubts;
    if (worst !== undefined) this.#counts[worst.kind] += 1;
  }

  get total(): number {
    return Object.values(this.#counts).reduce((sum, count) => sum + count, 0);
  }

  get failed(): number {
    return this.#counts.failed;
  }

  /** Empty where there are none. */
  toString(): string {
    return listDoubtWords(this.#counts).join(", ");
  }
}

/** `["2 could not be scanned", "1 skipped"]`, without kinds of which there are none. */
export function listDoubtWords(counts: Partial<Record<Doubt["kind"], number>>): readonly string[] {
  return (Object.keys(DOUBT_WORDS) as Doubt["kind"][]).flatMap((kind) => {
    const count = counts[kind] ?? 0;
    return count === 0 ? [] : [`${count.toLocaleString("en")} ${DOUBT_WORDS[kind]}`];
  });
}
