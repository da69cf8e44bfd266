/**
 * Measures mass scans of the same images by hullscan and by `xargs trivy` on one cache folder, one after the other on
 * this machine, each several times; the medians are compared.
 *
 * - cold: nothing is known but the databases
 * - warm: layers are known to Trivy; every image is scanned (`scan --no-cache`)
 * - unchanged: what an earlier run has found is known, too; `xargs trivy` has no such thing, its warm run is compared
 *
 * Where scans hold the scan cache for more than five seconds, xargs loses images: it is then run again over these, until
 * every image has a result, as one who needs all of them has to.
 *
 * `npm run bench [-- IMAGES ROUNDS ENGINE MODE... --small --lean --package FOLDER]`: by default 8 images, 3 rounds, `trivy`
 * (others: `trivy-0.44`, `trivy-0.40`), the mode `auto` (others: `server`, `memory`, `isolated`, `serial`) and the program
 * from the sources; else that of a built package. `--lean` makes images without the lists of packages that apt keeps:
 * 50 MB of text in each, where a Dockerfile does not remove them, in which Trivy looks for secrets. Needs
 * docker-registry, skopeo, the embedded Trivy and, without `--small`, debootstrap with a network.
 */
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { embeddedTrivy } from "#demo/embedded_trivy/mod.js";
import { startDemoRegistry } from "#demo/loopback.ts";
import { startDockerRegistry } from "#support/docker_registry.ts";
import { findEngine, type TrivyEngine } from "#support/needs.ts";
import { writeDb, writeJavaDb } from "../plugins/processors/trivy/support/db_files.ts";
import { makeImages, makeSmallImages } from "./images.ts";
import { describeMachine } from "./machine.ts";
import { median } from "./median.ts";
import { findPackageProgram } from "./package_program.ts";
import { type Bench, JOBS, type Pass, runHullscan, runXargs } from "./passes.ts";
import { printTable } from "./print_table.ts";

const STATES = ["cold", "warm", "unchanged"] as const;
type State = (typeof STATES)[number];

/** The passes by `way state`. */
type Passes = Map<string, readonly Pass[]>;

function run(cwd: string, bench: Bench, { way, state }: { way: string; state: State }): Promise<Pass> {
  if (way === "xargs") return runXargs(cwd, bench);
  return runHullscan(cwd, { ...bench, way, flags: state === "warm" ? ["--no-cache"] : [] });
}

interface Rounds {
  readonly rounds: number;
  readonly ways: readonly string[];
  readonly signal: AbortSignal;
}

async function runRounds(bench: Bench, { rounds, ways, signal }: Rounds): Promise<Passes> {
  const passes: Passes = new Map();
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of [...ways, "xargs"]) {
      signal.throwIfAborted();
      const cwd = await mkdtemp(join(tmpdir(), "hullscan-bench-"));
      try {
        await mkdir(join(cwd, ".trivy_cache"));
        await writeDb(join(cwd, ".trivy_cache"));
        await writeJavaDb(join(cwd, ".trivy_cache"));
        for (const state of way === "xargs" ? (["cold", "warm"] as const) : STATES) {
          const pass = await run(cwd, bench, { way, state });
          const { seconds, lost, secondsToAll, findings } = pass;
          const all = lost === 0 ? "" : ` (${secondsToAll.toFixed(1)} s until none is)`;
          console.log(
            `round ${round}: ${way} ${state}: ${seconds.toFixed(1)} s, ${lost} lost${all}, ${findings} findings`,
          );
          passes.set(`${way} ${state}`, [...(passes.get(`${way} ${state}`) ?? []), pass]);
        }
      } finally {
        await rm(cwd, { recursive: true, force: true });
      }
    }
  }
  return passes;
}

/** An image that is lost costs hardly any time: so what counts is when every image has a result. */
function report(passes: Passes): void {
  const rows = [...passes].map(([name, own]) => {
    const [way, state] = name.split(" ");
    const theirs = passes.get(state === "cold" ? "xargs cold" : "xargs warm") ?? [];
    const cold = passes.get(`${way} cold`) ?? [];
    const seconds = medianOf(own, "seconds");
    const toAll = medianOf(own, "secondsToAll");
    return [
      way === "xargs" ? name : `hullscan ${name}`,
      `${seconds.toFixed(2)} s`,
      own.map(({ lost }) => lost).join("+"),
      `${toAll.toFixed(2)} s`,
      String(medianOf(own, "reused")),
      toRatio(medianOf(theirs, "seconds"), seconds),
      toRatio(medianOf(theirs, "secondsToAll"), toAll),
      toRatio(medianOf(cold, "secondsToAll"), toAll),
    ];
  });
  const theirs = ["xargs takes", "xargs until all", "cold until all"];
  printTable(["", "median", "lost", "until all", "reused", ...theirs], rows);
}

function medianOf(passes: readonly Pass[], key: "seconds" | "secondsToAll" | "reused"): number {
  return median(passes.map((pass) => pass[key]));
}

/** The release of an engine: the programs themselves do not tell theirs. */
function describeTrivy(engine: TrivyEngine): string {
  const versions = { trivy: embeddedTrivy()?.version, "trivy-0.44": "0.44.1", "trivy-0.40": "0.40.0" };
  return `Trivy ${versions[engine]}`;
}

function toRatio(theirs: number, own: number): string {
  return `${(theirs / own).toFixed(2)} x`;
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    package: { type: "string" },
    small: { type: "boolean", default: false },
    lean: { type: "boolean", default: false },
  },
});
const [imagesText = "8", roundsText = "3", engineText = "trivy", ...modes] = positionals;
const engine = engineText as TrivyEngine;
const [images, rounds] = [Number(imagesText), Number(roundsText)];
const ways = modes.length === 0 ? ["auto"] : modes;
const trivy = findEngine(engine);
if (trivy === undefined) throw new Error(`There is no ${engine} on this machine`);
const program = await findPackageProgram(values.package);
const stop = new AbortController();
const { signal } = stop;
for (const name of ["SIGINT", "SIGTERM"] as const) process.once(name, () => stop.abort());
const [source, registry] = [await startDemoRegistry(), await startDockerRegistry()];
try {
  const references: string[] = [];
  const made = values.small ? makeSmallImages(images) : await makeImages(images, { isLean: values.lean, signal });
  for (const [index, image] of made.entries()) {
    source.registry.add(`bench/app-${index}`, "1", image);
    await registry.copy(`${source.registry.host}/bench/app-${index}:1`, `bench/app-${index}:1`);
    references.push(`${registry.host}/bench/app-${index}:1`);
  }
  const passes = await runRounds({ trivy, program, images: references }, { rounds, ways, signal });
  console.log(`\n${describeMachine(describeTrivy(engine))}`);
  const real = values.lean ? "images of one base without package lists" : "images of one base";
  const kind = values.small ? "images of a few kilobytes" : real;
  console.log(`${images} ${kind}, ${JOBS} jobs, ${rounds} rounds, the program ${program}`);
  console.log(
    "Each start of a Trivy that is packed unpacks it: some 2 s of CPU that an official build does not take.\n",
  );
  report(passes);
} finally {
  await registry.close();
  await source.close();
}
