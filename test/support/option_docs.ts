import { formatDefault } from "#core/cli/terminal/format_plugins.ts";
import { wrapWords } from "#core/cli/terminal/text/text_width.ts";
import { describeOptions, type OptionInfo } from "#core/kit.ts";
import type { Plugin } from "#core/mod.ts";

const MAX_COLUMNS = 100;
/** The first list of a page whose items are options, as written here; or the table that a new page has by hand. */
const OPTIONS =
  /^(?:(?:- \*\*`\w+`\*\* \(.*\n(?: {2}.*\n)*)+|\| *option +\|(?: *type +\|)? *default +\|.*\n(?:\|.*\n)+)/im;

/** The list of a plugin's options; empty where it has none. A table of them would be too wide to be read. */
export function renderOptionList({ definition }: Plugin): string {
  const infos = describeOptions(definition.options);
  if (infos === undefined) throw new Error(`The schema of ${definition.name} does not tell its options`);
  return infos.map(renderItem).join("");
}

/** A readme with the list of options in place of the one that it has. */
export function withOptionList(readme: string, list: string): string {
  const count = list === "" || OPTIONS.test(readme) ? 1 : 0;
  if (count === 0) throw new Error("The readme has no list of options: write the line `| option | default |`");
  return readme.replace(OPTIONS, () => list);
}

/** The name with what it takes, and below that what it means. */
function renderItem(info: OptionInfo): string {
  const value = formatDefault(info);
  const default_ = info.isRequired ? ", required" : value === undefined ? "" : `, default \`${value}\``;
  const [first = "", ...rest] = wrapWords(`**\`${info.name}\`** (${info.type}${default_}):`, MAX_COLUMNS - 2);
  const rows = [...rest, ...wrapWords(info.description, MAX_COLUMNS - 2)];
  return [`- ${first}`, ...rows.map((row) => `  ${row}`), ""].join("\n");
}
