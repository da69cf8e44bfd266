import { spawn } from "node:child_process";
import { mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { runCli } from "../support/cli.ts";
import { loadReport } from "../support/report.ts";

/** How many images are scanned at a time. */
export const JOBS = 2;

/** One pass over all images. */
export interface Pass {
  readonly seconds: number;
  /** Images with a result, and without one. */
  readonly scanned: number;
  readonly lost: number;
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
    processors: ["resolve", { trivy: { parallel: way } }],
    jobs: JOBS,
    sinks: ["grouped_json", "stdout_filename"],
  };
  await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
  const env = { TRIVY_BINARY: trivy, TMPDIR: cwd };
  const { seconds, result } = await measure(() => runCli(flags, { cwd, env, program }));
  const report = await loadReport(cwd, result.stdout);
  const lost = report.filter(({ error }) => error !== undefined).length;
  const [, reused = "0"] = /(\d+) of them from the cache/.exec(result.stderr) ?? [];
  const findings = count(JSON.stringify(report), '"vuln_id"');
  return { seconds, lost, reused: Number(reused), scanned: images.length - lost, findings };
}

/** The images by `xargs -P2 trivy image` on one cache folder, as one does it by hand. */
export async function runXargs(cwd: string, { trivy, images }: Bench): Promise<Pass> {
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
  return { seconds, scanned, lost: images.length - scanned, reused: 0, findings };
}

async function measure<T>(work: () => Promise<T>): Promise<{ seconds: number; result: T }> {
  const startedAt = performance.now();
  const result = await work();
  return { result, seconds: (performance.now() - startedAt) / 1000 };
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
