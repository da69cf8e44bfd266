/**
 * Measures what keeping scans apart is worth: the same images by hullscan and by `xargs trivy` on one cache folder, cold
 * and warm, one after the other on this machine, each several times; the medians are compared.
 *
 * `npm run bench [-- IMAGES ROUNDS ENGINE MODE...]`: by default 8 images, 3 rounds, `trivy` (others: `trivy-0.44`,
 * `trivy-0.40`) and the mode `auto` (others: `server`, `memory`, `isolated`, `serial`). Needs debootstrap with a network, docker-registry, skopeo and the embedded Trivy.
 */
import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { startDemoRegistry } from "../../configs/demo/loopback.ts";
import { writeDb, writeJavaDb } from "../plugins/processors/trivy/support/db_files.ts";
import { runCli } from "../support/cli.ts";
import { startDockerRegistry } from "../support/docker_registry.ts";
import { findEngine, type TrivyEngine } from "../support/needs.ts";
import { loadReport } from "../support/report.ts";
import { makeImages } from "./images.ts";

const JOBS = 2;

/** One pass over all images. */
interface Pass {
  readonly seconds: number;
  /** Images with a result, and without one. */
  readonly scanned: number;
  readonly lost: number;
  readonly findings: number;
}

interface Bench {
  readonly trivy: string;
  readonly images: readonly string[];
}

/** The images by `scan --jobs-remote 2`, kept apart in one of the ways. */
async function runHullscan(cwd: string, { trivy, images, way }: Bench & { way: string }): Promise<Pass> {
  await writeFile(join(cwd, "input_images.txt"), `severity=1\n${images.join("\n")}\n`);
  const config = {
    sources: ["image_list"],
    processors: [{ trivy: { parallel: way } }],
    jobs: JOBS,
    sinks: ["grouped_json", "stdout_filename"],
  };
  await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
  const { seconds, result } = await measure(() => runCli([], { cwd, env: { TRIVY_BINARY: trivy, TMPDIR: cwd } }));
  const report = await loadReport(cwd, result.stdout);
  const text = JSON.stringify(report);
  const lost = report.filter(({ error }) => error !== undefined).length;
  return { seconds, lost, scanned: images.length - lost, findings: count(text, '"vuln_id"') };
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
  const [scanned, findings] = [reports.length, count(reports.join(""), '"VulnerabilityID"')];
  return { seconds, scanned, lost: images.length - scanned, findings };
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

async function runRounds(rounds: number, bench: Bench, ways: readonly string[]): Promise<Map<string, Pass[]>> {
  const passes = new Map<string, Pass[]>();
  for (let round = 1; round <= rounds; round += 1) {
    for (const way of [...ways, "xargs"]) {
      const cwd = await mkdtemp(join(tmpdir(), "hullscan-bench-"));
      try {
        await mkdir(join(cwd, ".trivy_cache"));
        await writeDb(join(cwd, ".trivy_cache"));
        await writeJavaDb(join(cwd, ".trivy_cache"));
        for (const state of ["cold", "warm"]) {
          const pass = await (way === "xargs" ? runXargs(cwd, bench) : runHullscan(cwd, { ...bench, way }));
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

function report(passes: Map<string, Pass[]>, ways: readonly string[]): void {
  const of = (way: string, state: string) => passes.get(`${way} ${state}`) ?? [];
  for (const [state, way] of ["cold", "warm"].flatMap((each) => ways.map((one) => [each, one] as const))) {
    const [ours, theirs] = [toMedians(of(way, state)), toMedians(of("xargs", state))];
    const perImage = theirs.secondsPerImage / ours.secondsPerImage;
    console.log(
      `${state}: hullscan ${way} ${ours.text}, xargs ${theirs.text}: ${(theirs.seconds / ours.seconds).toFixed(2)}x in all, ${perImage.toFixed(2)}x for each image that was scanned`,
    );
  }
}

/** An image that is lost costs no time: so the time is also told for those that were scanned. */
function toMedians(passes: readonly Pass[]): { seconds: number; secondsPerImage: number; text: string } {
  const seconds = median(passes.map((pass) => pass.seconds));
  const secondsPerImage = median(passes.map((pass) => pass.seconds / pass.scanned));
  return {
    seconds,
    secondsPerImage,
    text: `${seconds.toFixed(1)} s (lost ${passes.map(({ lost }) => lost).join("+")})`,
  };
}

const [imagesText = "8", roundsText = "3", engine = "trivy", ...modes] = process.argv.slice(2);
const [images, rounds] = [Number(imagesText), Number(roundsText)];
const ways = modes.length === 0 ? ["auto"] : modes;
const trivy = findEngine(engine as TrivyEngine);
if (trivy === undefined) throw new Error(`There is no ${engine} on this machine`);
console.log(`${engine}: ${images} images, ${JOBS} jobs, ${rounds} rounds, ${availableParallelism()} cores`);
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
  report(await runRounds(rounds, { trivy, images: references }, ways), ways);
} finally {
  await registry.close();
  await source.close();
}
