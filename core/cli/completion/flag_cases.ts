import type { CompletionCommand, Values } from "./model.ts";
import { quoteForSh } from "./quote.ts";

/** The branches of a `case "$command $flag"` in bash and zsh, one for each flag that takes a value. */
export function toFlagCases(
  { name, flags }: CompletionCommand,
  toReply: (values: Values) => string,
): readonly string[] {
  return flags.flatMap(({ names, values }) => {
    if (values === undefined) return [];
    const patterns = names.map((flag) => quoteForSh(`${name} ${flag}`)).join(" | ");
    return [`    ${patterns}) ${toReply(values)}; return ;;`];
  });
}
