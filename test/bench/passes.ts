import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { runCli } from "#support/cli.ts";
import { loadReport } from "#support/report.ts";

/** How many images are scanned at a time. */
export const JOBS = 2;
/** How often xargs may go over what it has lost. */
const MAX_PASSES = 20;

/** One pass over all images. */
export interface Pass {
  readonly seconds: number;
  /** Images without a result. */
  readonly lost: number;
  /** How long it took until every image had a result: with what was lost scanned again, until nothing is. */
  readonly secondsToAll: number;
  /** Those of the results that an earlier run has found. */
  readonly reused: number;
  readonly findings: number;
}

/** What is scanned, and with what. */
export interface Bench {
  /** The path of the Trivy. */
  readonly trivy: string;
  /** The path of the program `scan`. */
  readonly program: string;
  readonly images: readonly string[];
}

/** The images by `scan`, kept apart in one of the ways. */
export async function runHullscan(
  cwd: string,
  { trivy, program, images, way, flags }: Bench & { way: string; flags: readonly string[] },
): Promise<Pass> {
  await writeFile(join(cwd, "input_images.txt"), `severity=1\n${images.join("\n")}\n`);
  const config = {
    sources: ["image_list"],
    processors: ["digest", { trivy: { parallel: way } }],
    jobs: JOBS,
    sinks: ["grouped_json", "stdout_filename"],
  };
  await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
  const env = { TRIVY_BINARY: trivy, TMPDIR: cwd };
  const { seconds, result } = await measure(() => runCli(flags, { cwd, env, program }));
  const report = await loadReport(cwd, result.stdout);
  const lost = report.filter(({ error }) => error !== undefined).length;
  const [, reused = "0"] = /(\d+) cached/.exec(result.stderr) ?? [];
  const findings = count(JSON.stringify(report), '"vuln_id"');
  return {
    seconds,
    lost,
    secondsToAll: lost === 0 ? seconds : Number.POSITIVE_INFINITY,
    reused: Number(reused),
    findings,
  };
}

/** The images by `xargs -P2 trivy image` on one cache folder, as one does it by hand; then those that were lost, again. */
export async function runXargs(cwd: string, bench: Bench): Promise<Pass> {
  const out = await mkdtemp(join(cwd, "out-"));
  let lost = bench.images;
  const passes: { readonly seconds: number; readonly lost: number }[] = [];
  while (lost.length > 0) {
    if (passes.length === MAX_PASSES) throw new Error(`xargs has lost "${lost[0]}" ${MAX_PASSES} times`);
    const { seconds } = await measure(() => runXargsOnce(cwd, { ...bench, images: lost, out }));
    lost = await listMissing(out, lost);
    passes.push({ seconds, lost: lost.length });
  }
  const secondsToAll = passes.reduce((sum, { seconds }) => sum + seconds, 0);
  const [first = { seconds: 0, lost: 0 }] = passes;
  return { ...first, secondsToAll, reused: 0, findings: await countFindings(out) };
}

function runXargsOnce(cwd: string, { trivy, images, out }: Omit<Bench, "program"> & { out: string }): Promise<unknown> {
  const flags = "--quiet --no-progress --format json --cache-dir .trivy_cache --skip-db-update --skip-java-db-update";
  const scan = `"${trivy}" image ${flags} --output "${out}/$(echo "$1" | tr /: __)" "$1" 2>/dev/null`;
  const env = { PATH: process.env.PATH ?? "", HOME: cwd, TMPDIR: cwd, TRIVY_DISABLE_TELEMETRY: "true" };
  const args = [`-P${JOBS}`, "-n1", "sh", "-c", scan, "sh"];
  return new Promise((resolve) => {
    const child = spawn("xargs", args, { cwd, env, stdio: ["pipe", "ignore", "ignore"] });
    child.once("close", resolve);
    child.stdin.end(images.join("\n"));
  });
}

async function listMissing(out: string, images: readonly string[]): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const image of images) {
    const file = await stat(join(out, image.replace(/[/:]/g, "_"))).catch(() => undefined);
    if (file === undefined || file.size === 0) missing.push(image);
  }
  return missing;
}

async function countFindings(out: string): Promise<number> {
  let findings = 0;
  for (const name of await readdir(out))
    findings += count(await readFile(join(out, name), "utf8"), '"VulnerabilityID"');
  return findings;
}

async function measure<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
