import { execFile } from "node:child_process";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { build } from "esbuild";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";
import { PROJECT } from "./package_program.ts";

// Inside the project, where its packages are found.
const FOLDER = join(PROJECT, ".bench_build");
const run = promisify(execFile);

/** What one case has cost. */
export interface Cost {
  readonly seconds: number;
  /** CPU time of the work, in seconds. */
  readonly cpuSeconds: number;
  /** The most memory that the process had, in MB. */
  readonly peakMb: number;
  /** What was written, in bytes, where the case says. */
  readonly bytes: number;
}

/** Runs a case several times, each in a process of its own, and gives the medians. */
export type RunCase = (name: string, args: readonly (string | number)[], rounds: number) => Promise<Cost>;

/** Compiles the cases as the package is, without a loader for TypeScript that takes part in what is measured. */
export async function withBuilt(work: (runCase: RunCase) => Promise<void>): Promise<void> {
  try {
    await build({
      ...JSON.parse(await readFile(join(PROJECT, ".ci/esbuild.json"), "utf8")),
      entryPoints: [join(PROJECT, "test/bench/cases/*.ts")],
      outbase: PROJECT,
      outdir: FOLDER,
    });
    console.log(describeMachine());
    await work(runCase);
  } finally {
    await rm(FOLDER, { recursive: true, force: true });
  }
}

async function runCase(name: string, args: readonly (string | number)[], rounds: number): Promise<Cost> {
  const costs: Cost[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const file = join(FOLDER, "test/bench/cases", `${name}.js`);
    const { stdout } = await run(process.execPath, [file, ...args.map(String)]);
    costs.push(JSON.parse(stdout));
  }
  return takeMedian(costs);
}

/** The median of each part. */
export function takeMedian(costs: readonly Cost[]): Cost {
  const middle = (key: keyof Cost) => median(costs.map((cost) => cost[key]));
  return {
    seconds: middle("seconds"),
    cpuSeconds: middle("cpuSeconds"),
    peakMb: middle("peakMb"),
    bytes: middle("bytes"),
  };
}

/** Does some work and prints, as JSON, what it has cost: the end of every case. */
export async function printCost(work: () => Promise<number>): Promise<void> {
  const startedAt = performance.now();
  const before = process.cpuUsage();
  const bytes = await work();
  const { user, system } = process.cpuUsage(before);
  const cost: Cost = {
    seconds: (performance.now() - startedAt) / 1000,
    cpuSeconds: (user + system) / 1e6,
    peakMb: process.resourceUsage().maxRSS / 1024,
    bytes,
  };
  console.log(JSON.stringify(cost));
}
