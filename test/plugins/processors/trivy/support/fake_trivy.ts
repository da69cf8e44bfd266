import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";

/** How a fake Trivy is made. */
export interface FakeTrivyOptions {
  /** Where it is put; made if need be. */
  readonly folder: string;
  /** @default {"trivy"} */
  readonly name?: string;
  /** What it tells as its version. @default {"0.70.0"} */
  readonly version?: string;
  /**
   * JavaScript for everything but `version`; it sees `args`, `option(name)` (the word after a flag), `fs` and
   * `path`. @default It ends with 1
   */
  readonly body?: string;
}

/**
 * Writes a program that answers like Trivy, for what a real one does not do on demand: its FATAL lines, hanging,
 * other versions. Gives its path.
 */
export async function fakeTrivy(options: FakeTrivyOptions): Promise<string> {
  const { folder, name = "trivy", version = "0.70.0", body = "process.exit(1);" } = options;
  await mkdir(folder, { recursive: true });
  const path = join(folder, name);
  const script = [
    `#!${process.execPath}`,
    'const fs = require("node:fs");',
    'const path = require("node:path");',
    "const args = process.argv.slice(2);",
    "const option = (name) => args[args.indexOf(name) + 1];",
    `if (args[0] === "version") { console.log(${JSON.stringify(JSON.stringify({ Version: version }))}); process.exit(0); }`,
    body,
  ];
  await writeFile(path, `${script.join("\n")}\n`, { mode: 0o755 });
  return path;
}
