import type { Logger } from "../../../../../core/mod.ts";
import { FLAG_RULES, withoutFlags } from "./flag_table.ts";

/** Remembers for one run which flags its Trivy does not know. */
export interface KnownFlags {
  /** The arguments as this Trivy takes them, as far as is known by now. */
  fit(args: readonly string[]): string[];
  /** Remembers flags that are not known, and says so once for each. */
  markUnknown(flags: readonly string[]): void;
}

/** Makes the memory of one run. */
export function createKnownFlags(log: Logger): KnownFlags {
  const unknown = new Set<string>();
  return {
    fit: (args) => withoutFlags(args, unknown),
    markUnknown(flags) {
      const news = flags.filter((flag) => FLAG_RULES.has(flag) && !unknown.has(flag));
      for (const flag of news) unknown.add(flag);
      if (news.length === 0) return;
      log.warn(`This Trivy does not know ${news.join(", ")}: continuing ${describeRemedy(news)}`);
    },
  };
}

function describeRemedy(flags: readonly string[]): string {
  const former = flags.flatMap((flag) => FLAG_RULES.get(flag)?.formerly ?? []);
  return former.length === 0 ? "without" : `with ${former.join(", ")} or without`;
}
