import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

/** The page's own script, in the order in which its files need each other. */
const SCRIPTS = [
  ...["dom", "load_data", "state", "select", "sort", "columns", "layers", "views"],
  ...["virtual_table", "details", "export", "main"],
];

const STYLES = ["colours", "page", "figures", "table", "tools", "grid", "details", "print"];

/** What is the same in each report. */
export interface PageParts {
  readonly script: string;
  readonly style: string;
  /** The policy that lets these two run, and nothing else. */
  readonly policy: string;
}

/** Reads the page's script and style, which stand beside the sources as files of their own, also in the package. */
export async function loadPage(): Promise<PageParts> {
  const folder = join(
    dirname(createRequire(import.meta.url).resolve("hullscan/package.json")),
    "plugins/lib/formats/html/page",
  );
  const load = (names: readonly string[], extension: string) =>
    Promise.all(names.map((name) => readFile(join(folder, `${name}.${extension}`), "utf8")));
  const script = `"use strict";\n(() => {\n${(await load(SCRIPTS, "js")).map(joinModule).join("\n")}})();\n`;
  const style = (await load(STYLES, "css")).join("\n");
  const policy = [
    "default-src 'none'",
    `script-src ${hash(script)}`,
    `style-src ${hash(style)}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return { script, style, policy };
}

/** Files of the page are modules for people and tools. In the page they are one script: a module would need an address. */
function joinModule(text: string): string {
  return text.replace(/^import \{[^}]*\} from "\.\/\w+\.js";\n/gm, "").replace(/^export /gm, "");
}

function hash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
