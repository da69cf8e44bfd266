import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Plugin } from "../../plugin/define.ts";
import { toFileReason } from "../../services/files/file_error.ts";
import { toShape } from "./check_options.ts";

/** Checks that there is a readme, and that it names the plugin and each option. */
export async function checkReadme({ name, options }: Plugin["definition"], folder: string): Promise<readonly string[]> {
  try {
    const file = (await readdir(folder)).find((entry) => entry.toLowerCase() === "readme.md");
    if (file === undefined) return [`readme: there is no readme.md in ${folder}`];
    const text = await readFile(join(folder, file), "utf8");
    const silent = Object.keys(toShape(options)).filter((option) => !text.includes(`\`${option}\``));
    const problems = silent.map((option) => `readme: it does not name the option \`${option}\``);
    return text.includes(name) ? problems : [`readme: it does not name the plugin, ${name}`, ...problems];
  } catch (error) {
    return [`readme: ${folder} cannot be read: ${toFileReason(error)}`];
  }
}
