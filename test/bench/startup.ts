/**
 * Measures how long `scan` takes to start: its help, and the check of a config that uses what most do, against a Node
 * that does nothing. All of them in turn, several times; the medians are compared.
 *
 * `npm run bench:startup [-- FOLDER [ROUNDS]]`: by default the package as it is installed, which is packed for this, and
 * 15 rounds; FOLDER is that of another package, or `.` for the sources, which are compiled as they are loaded.
 */
import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { startDemoRegistry } from "#demo/loopback.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { pack } from "../package/support/pack.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";
import { findPackageProgram } from "./package_program.ts";
import { printTable } from "./print_table.ts";

const CONFIG = {
  sources: ["image_list"],
  processors: ["digest", "trivy"],
  sinks: ["grouped_json", "stdout_filename"],
};

/** Milliseconds for one start of Node. */
async function measure(args: readonly string[], cwd: string): Promise<number> {
  const env = {
    ...{ PATH: process.env.PATH ?? "", HOME: cwd, TMPDIR: cwd },
    ...{ TRIVY_BINARY: join(cwd, "trivy"), TRIVY_DB_REPOSITORY: demo.dbRepository },
  };
  const startedAt = performance.now();
  await promisify(execFile)(process.execPath, args, { cwd, env });
  return performance.now() - startedAt;
}

const [folder, roundsText = "15"] = process.argv.slice(2);
const packed = folder === undefined ? await pack() : undefined;
const program = packed?.program ?? (await findPackageProgram(folder));
const calls = {
  "node -e 0": ["-e", "0"],
  "scan --version": [program, "--version"],
  "scan --help": [program, "--help"],
  "scan check": [program, "check"],
};
const demo = await startDemoRegistry();
await inTempFolder(async (cwd) => {
  await writeFile(join(cwd, "scan.config.json"), JSON.stringify(CONFIG));
  // On this machine: what a registry far away takes is its own affair.
  await writeFile(join(cwd, "input_images.txt"), `${demo.references[0]}\n`);
  // Only what hullscan itself takes is of interest: this one answers at once.
  await writeFile(join(cwd, "trivy"), `#!/bin/sh\necho '{"Version":"0.68.2"}'\n`, { mode: 0o755 });
  const times = new Map<string, number[]>();
  // The first round fills the caches of the disk and of the compiler.
  for (let round = 0; round <= Number(roundsText); round += 1) {
    for (const [name, args] of Object.entries(calls)) {
      const ms = await measure(args, cwd);
      if (round > 0) times.set(name, [...(times.get(name) ?? []), ms]);
    }
  }
  const bare = median(times.get("node -e 0") ?? []);
  console.log(`${describeMachine()}\n${roundsText} rounds, the program ${program}\n`);
  const rows = [...times].map(([name, all]) => [
    name,
    `${median(all).toFixed(0)} ms`,
    `${Math.min(...all).toFixed(0)} ms`,
    `${(median(all) / bare).toFixed(2)} x`,
  ]);
  printTable(["", "median", "least", "of node -e 0"], rows);
}).finally(async () => {
  await demo.close();
  await packed?.remove();
});
