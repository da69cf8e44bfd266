import { printable } from "../../../core/kit.ts";

/** In a code span nothing is markup, pings anyone or links an issue. A pipe would end the cell even there. */
export function toCode(text: string): string {
  const line = printable(text.slice(0, 1000).replace(/\s+/g, " ").trim(), 200);
  if (/[|\\]/.test(line))
    return `<code>${line.replace(/[^\p{L}\p{N} ]/gu, (one) => `&#${one.codePointAt(0)};`)}</code>`;
  const fence = "`".repeat(1 + Math.max(0, ...[...line.matchAll(/`+/g)].map(([run]) => run.length)));
  return line.includes("`") ? `${fence} ${line} ${fence}` : `\`${line || "-"}\``;
}
