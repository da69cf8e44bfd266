/**
 * `npm run readme:captures`: runs a fleet of made-up images in a real terminal, in two sizes, and puts what it shows during
 * the run and at its end into docs/terminal.md.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inTempFolder } from "../temp_folder.ts";
import { inTmux } from "./tmux.ts";

const PAGE = join(import.meta.dirname, "../../../docs/terminal.md");
const CONFIG = join(import.meta.dirname, "../fixtures/fleet.config.ts");
/** For how long the targets in work have been at it, in milliseconds. */
const AT_WORK_MS = 6000;

const SIZES = [
  { columns: 80, rows: 24, jobs: 6 },
  { columns: 120, rows: 40, jobs: 20 },
];

/** The two screens of a run, by the names that they have in the page. */
async function capture({ columns, rows, jobs }: (typeof SIZES)[number]): Promise<ReadonlyMap<string, string>> {
  const screens = new Map<string, string>();
  const keep = (name: string, screen: readonly string[]) => {
    const text = screen.map((row) => row.trimEnd()).join("\n");
    screens.set(`${columns}x${rows} ${name}`, text.trimEnd().replace(/^ready>$/m, "$"));
  };
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.ts"), `export { default } from ${JSON.stringify(CONFIG)};\n`);
    const env = { FLEET: "120", FLEET_HOLD: "84", FLEET_PACE: "400" };
    await inTmux({ cwd, columns, rows, env }, async (tmux) => {
      await tmux.type(`clear; scan fleet --jobs ${jobs} --fail-on CRITICAL`);
      await tmux.sees(/retry[\s\S]* 84\/120/);
      await delay(AT_WORK_MS);
      keep("during", await tmux.look());
      await writeFile(join(cwd, "go"), "");
      keep("end", await tmux.seesPrompt());
    });
  });
  return screens;
}

let page = await readFile(PAGE, "utf8");
for (const size of SIZES) {
  for (const [name, screen] of await capture(size)) {
    const place = new RegExp(`(<!-- ${name} -->\n+)\`\`\`\n[\\s\\S]*?\`\`\`\n`);
    if (!place.test(page)) throw new Error(`docs/terminal.md has no place for "${name}"`);
    page = page.replace(place, (_, mark: string) => `${mark}\`\`\`\n${screen}\n\`\`\`\n`);
  }
}
await writeFile(PAGE, page);
