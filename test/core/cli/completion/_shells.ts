import { spawnSync } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { PROGRAM } from "#support/program.ts";

/** A folder with `scan` on PATH in `bin`, a script that completes it, and a config with two pipelines. */
export interface CompletionBench {
  /** Runs a program in the folder and gives the lines that it prints. */
  run(command: string, args: readonly string[]): readonly string[];
  readonly cwd: string;
}

const CONFIG = `pipelines:
  nightly: { sources: [image_list] }
  "odd $(touch pwned) \`x\`": { sources: [image_list] }
  "off": false
sinks: [grouped_json]
`;

/** Prepares a folder, and writes the completion of a shell into `completion`. */
export async function prepareCompletion(cwd: string, shell: string): Promise<CompletionBench> {
  const bin = join(cwd, "bin");
  await mkdir(bin);
  await writeFile(join(bin, "scan"), `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  await chmod(join(bin, "scan"), 0o755);
  await writeFile(join(cwd, "scan.config.yaml"), CONFIG);
  await mkdir(join(cwd, "reports dir"));
  const env = { PATH: [bin, process.env.PATH].join(delimiter), HOME: cwd, TERM: "dumb", LC_ALL: "C.UTF-8" };

  function run(command: string, args: readonly string[]): readonly string[] {
    const { stdout, stderr, status } = spawnSync(command, args, { cwd, env, encoding: "utf8", timeout: 120_000 });
    if (status !== 0 || stderr !== "") throw new Error(`${command} ended with ${status}: ${stderr}`);
    return stdout.split("\n").filter((line) => line !== "");
  }

  const script = run("scan", ["completion", shell]);
  await writeFile(join(cwd, "completion"), `${script.join("\n")}\n`);
  return { cwd, run };
}
