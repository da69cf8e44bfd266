/**
 * Measures what sharing one server is worth: the same images by hullscan and by `xargs trivy` on one cache folder, cold
 * and warm, one after the other on this machine, each several times; the medians are compared.
 *
 * `npm run bench [IMAGES [ROUNDS]]`; needs debootstrap with a network, docker-registry, skopeo and the embedded Trivy.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { startDemoRegistry } from "../../configs/demo/loopback.ts";
import { writeDb } from "../plugins/processors/trivy/support/db_files.ts";
import { runCli } from "../support/cli.ts";
import { startDockerRegistry } from "../support/docker_registry.ts";
import { findEngine } from "../support/needs.ts";
import { loadReport } from "../support/report.ts";
import { makeImages } from "./images.ts";

const JOBS = 2;

/** One pass over all images. */
interface Pass {
  readonly seconds: number;
  /** Images without a result. */
  readonly lost: number;
  readonly findings: number;
}

interface Bench {
  readonly trivy: string;
  readonly images: readonly string[];
}

/** The images by `scan --jobs-remote 2`. */
async function runHullscan(cwd: string, { trivy, images }: Bench): Promise<Pass> {
  await writeFile(join(cwd, "input_images.txt"), `severity=1\n${images.join("\n")}\n`);
  const { seconds, result } = await measure(() =>
    runCli(["--mode", "remote", "--jobs-remote", String(JOBS)], { cwd, env: { TRIVY_BINARY: trivy, TMPDIR: cwd } }),
  );
  const report = await loadReport(cwd, result.stdout);
  const text = JSON.stringify(report);
  return {
    seconds,
    lost: report.filter(({ error }) => error !== undefined).length,
    findings: count(text, '"vuln_id"'),
  };
}

/** The images by `xargs -P2 trivy image`, as one does it by hand. */
async function runXargs(cwd: string, { trivy, images }: Bench): Promise<Pass> {
  const out = await mkdtemp(join(cwd, "out-"));
  const scan = `"${trivy}" image --quiet --no-progress --format json --cache-dir .trivy_cache --skip-db-update --skip-java-db-update --output "${out}/$(echo "$1" | tr /: __)" "$1" 2>/dev/null`;
  const { seconds } = await measure(
    () =>
      new Promise((resolve) => {
        const args = [`-P${JOBS}`, "-n1", "sh", "-c", scan, "sh"];
        const env = { PATH: process.env.PATH ?? "", HOME: cwd, TMPDIR: cwd, TRIVY_DISABLE_TELEMETRY: "true" };
        const child = spawn("xargs", args, { cwd, env, stdio: ["pipe", "ignore", "ignore"] });
        child.once("close", resolve);
        child.stdin.end(images.join("\n"));
      }),
  );
  const files = await readdir(out);
  const texts = await Promise.all(files.map((file) => readFile(join(out, file), "utf8")));
  const reports = texts.filter((text) => text.length > 0);
  return { seconds, lost: images.length - reports.length, findings: count(reports.join(""), '"VulnerabilityID"') };
}

async function measure<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return ((sorted[Math.floor((sorted.length - 1) / 2)] ?? 0) + (sorted[Math.ceil((sorted.length - 1) / 2)] ?? 0)) / 2;
}

const WAYS = { hullscan: runHullscan, xargs: runXargs } as const;
type Way = keyof typeof WAYS;

async function runRounds(rounds: number, bench: Bench): Promise<Map<string, Pass[]>> {
  const passes = new Map<string, Pass[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of Object.keys(WAYS) as Way[]) {
      const cwd = await mkdtemp(join(tmpdir(), "hullscan-bench-"));
      try {
        await mkdir(join(cwd, ".trivy_cache"));
        await writeDb(join(cwd, ".trivy_cache"));
        for (const state of ["cold", "warm"]) {
          const pass = await WAYS[way](cwd, bench);
          const { seconds, lost, findings } = pass;
          console.log(`round ${round}: ${way} ${state}: ${seconds.toFixed(1)} s, ${lost} lost, ${findings} findings`);
          passes.set(`${way} ${state}`, [...(passes.get(`${way} ${state}`) ?? []), pass]);
        }
      } finally {
        await rm(cwd, { recursive: true, force: true });
      }
    }
  }
  return passes;
}

function report(passes: Map<string, Pass[]>): void {
  const of = (way: Way, state: string) => passes.get(`${way} ${state}`) ?? [];
  for (const state of ["cold", "warm"]) {
    const [ours, theirs] = [of("hullscan", state), of("xargs", state)];
    const [a, b] = [ours, theirs].map((all) => median(all.map(({ seconds }) => seconds)));
    if (a === undefined || b === undefined) continue;
    const lost = (all: readonly Pass[]) => all.map((pass) => pass.lost).join("+");
    console.log(
      `${state}: hullscan ${a.toFixed(1)} s (lost ${lost(ours)}), xargs ${b.toFixed(1)} s (lost ${lost(theirs)}): ${(b / a).toFixed(2)}x`,
    );
  }
}

const [images = 8, rounds = 3] = process.argv.slice(2).map(Number);
const trivy = findEngine("trivy");
if (trivy === undefined) throw new Error("There is no embedded Trivy on this machine");
console.log(`${images} images, ${JOBS} jobs, ${rounds} rounds, ${availableParallelism()} cores`);
console.log(
  "Each start of the embedded Trivy unpacks itself, which costs some 2 s of CPU that an official build does not.",
);
const [source, registry] = [await startDemoRegistry(), await startDockerRegistry()];
try {
  const references: string[] = [];
  for (const [index, image] of (await makeImages(images)).entries()) {
    source.registry.add(`bench/app-${index}`, "1", image);
    await registry.copy(`${source.registry.host}/bench/app-${index}:1`, `bench/app-${index}:1`);
    references.push(`${registry.host}/bench/app-${index}:1`);
  }
  report(await runRounds(rounds, { trivy, images: references }));
} finally {
  await registry.close();
  await source.close();
}
