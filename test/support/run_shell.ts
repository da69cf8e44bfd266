import { spawn } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import type { CliResult } from "./cli.ts";
import { SOURCE_PROGRAM } from "./program.ts";

/** Where a shell works. */
export interface ShellOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Runs lines of shell as they stand, up to the first that fails. `npx hullscan` and `npx scan` are this project's program,
 * from the sources as in a clone; npx itself, which looks for a package, is left out.
 */
export async function runShell(code: string, { cwd, env }: ShellOptions): Promise<CliResult> {
  const bin = join(cwd, ".bin");
  await mkdir(bin, { recursive: true });
  const program = `shift\nexec "${process.execPath}" "${SOURCE_PROGRAM}" "$@"\n`;
  await writeFile(join(bin, "npx"), `#!/bin/sh\ncase "$1" in scan | hullscan) ;; *) exit 127 ;; esac\n${program}`);
  await chmod(join(bin, "npx"), 0o755);
  const base = { PATH: `${bin}${delimiter}${process.env.PATH}`, HOME: cwd, NO_COLOR: "1" };
  const child = spawn("sh", ["-eu", "-c", code], { cwd, env: { ...base, ...env }, stdio: ["ignore", "pipe", "pipe"] });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const exit = await new Promise<number | null>((resolve) => child.on("close", resolve));
  return { code: exit, stdout, stderr };
}
