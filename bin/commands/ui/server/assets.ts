import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const OWN = "bin/commands/ui/page";
/** The parts of the HTML report that the page is made of, too. */
const SHARED = "plugins/lib/formats/html/page";

const FILES = [
  ...[
    "accepted",
    "api",
    "diff",
    "fields",
    "image",
    "images",
    "main",
    "plan",
    "runs",
    "search",
    "show_table",
    "trend",
  ].map((name) => `${OWN}/${name}.js`),
  ...["columns", "dom", "load_data", "sort", "virtual_table"].map((name) => `${SHARED}/${name}.js`),
  ...["colours", "page", "figures", "table", "tools", "grid"].map((name) => `${SHARED}/${name}.css`),
  `${OWN}/ui.css`,
];

/** The addresses of the page's styles. */
export const STYLES = FILES.filter((file) => file.endsWith(".css")).map((file) => `/${file}`);
/** The address of the script that begins. */
export const SCRIPT = `/${OWN}/main.js`;

/** Reads a file of the page by its address; nothing where the page has no such file. */
export async function loadAsset(path: string): Promise<{ readonly type: string; readonly body: Buffer } | undefined> {
  const file = path.slice(1);
  if (!FILES.includes(file)) return undefined;
  // They stand beside the sources as files of their own, also in the package.
  const root = dirname(createRequire(import.meta.url).resolve("hullscan/package.json"));
  const type = file.endsWith(".js") ? "text/javascript; charset=utf-8" : "text/css; charset=utf-8";
  return { type, body: await readFile(join(root, file)) };
}
