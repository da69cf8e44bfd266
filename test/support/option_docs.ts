import { formatDefault } from "#core/cli/terminal/format_plugins.ts";
import { describeOptions, type OptionInfo } from "#core/kit.ts";
import type { Plugin } from "#core/mod.ts";

/** The first table of a page whose columns are those of options: as written here, or by hand. */
const TABLE = /^\| *option +\|(?: *type +\|)? *default +\|.*\n(?:\|.*\n)+/im;

/** The table of a plugin's options; empty where it has none. */
export function renderOptionTable({ definition }: Plugin): string {
  const infos = describeOptions(definition.options);
  if (infos === undefined) throw new Error(`The schema of ${definition.name} does not tell its options`);
  return infos.length === 0 ? "" : renderTable([["option", "type", "default", "meaning"], ...infos.map(toCells)]);
}

/** A readme with the table of options in place of the one that it has. */
export function withOptionTable(readme: string, table: string): string {
  const count = table === "" || TABLE.test(readme) ? 1 : 0;
  if (count === 0) throw new Error("The readme has no table of options: write the line `| option | default |`");
  return readme.replace(TABLE, () => table);
}

function toCells(info: OptionInfo): readonly string[] {
  const value = formatDefault(info);
  const default_ = info.isRequired ? "required" : value === undefined ? "" : `\`${value}\``;
  return [`\`${info.name}\``, info.type, default_, info.description];
}

function renderTable(rows: readonly (readonly string[])[]): string {
  const cells = rows.map((row) => row.map((cell) => cell.replace(/\|/g, "\\|")));
  const widths = (cells[0] ?? []).map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const [head = [], ...body] = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)));
  const rule = widths.map((width) => "-".repeat(width));
  return [head, rule, ...body].map((row) => `| ${row.join(" | ")} |\n`).join("");
}
