import { execFile } from "node:child_process";
import { rmSync } from "node:fs";
import { cp, mkdir, mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";

const PROJECT = join(import.meta.dirname, "../../..");
/** Inside the project, where packages are found. Not in `node_modules`: Node treats what is there differently. */
const FOLDER = join(PROJECT, "test/.programs");
/** What the package has besides the compiled code. */
const BESIDE = [
  "package.json",
  "bin/scan.js",
  "core/cli/watchdog_thread.js",
  "plugins/lib/formats/html/page",
  "bin/commands/ui/page",
];

/**
 * Compiles `scan` as the package has it, without its types, and gives its path: a start takes a third of the time that it
 * takes from the sources, and the tests start it about a thousand times. It is removed when this process ends.
 */
export async function compileProgram(): Promise<string> {
  await mkdir(FOLDER, { recursive: true });
  const folder = await mkdtemp(join(FOLDER, "program-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  for (const name of BESIDE) await cp(join(PROJECT, name), join(folder, name), { recursive: true });
  const bundle = join(PROJECT, ".ci/bundle.js");
  await promisify(execFile)(process.execPath, [bundle, join(folder, "dist")], { cwd: PROJECT });
  return join(folder, "bin/scan.js");
}
