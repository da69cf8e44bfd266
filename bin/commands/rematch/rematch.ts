import { createAcceptor } from "../../../core/accept/mod.ts";
import type { CommandContext, OwnCall } from "../../../core/cli/composition.ts";
import { EXIT } from "../../../core/cli/exit.ts";
import { usesColor } from "../../../core/cli/run_scan.ts";
import { createPaint, formatEvent } from "../../../core/cli/terminal/mod.ts";
import { writeStderr, writeStdout } from "../../../core/cli/terminal/write_stderr.ts";
import { loadConfig } from "../../../core/config/load.ts";
import { resolveLoaded } from "../../../core/config/resolve.ts";
import type { ResolvedConfig } from "../../../core/config/resolved.ts";
import { coreError, isSeverity, plural, printable } from "../../../core/kit.ts";
import { SEVERITIES, type Severity } from "../../../core/mod.ts";
import { openRematch, type Rematch } from "../../../core/run/open_rematch.ts";
import { printableJson } from "../../../core/services/printable.ts";
import { formatDiff } from "../diff/format_diff.ts";
import { formatMarkdown } from "../diff/format_markdown.ts";
import type { Diff } from "../diff/summarize.ts";
import { chooseLineOptions } from "../lib/show.ts";
import { compareImages, type Unmatched } from "./compare_images.ts";

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
/** How many images that have to be scanned are named. */
const MAX_NAMED = 20;

/**
 * `scan rematch [PIPELINE...]`: matches the images that earlier runs know with the newest database, and prints what is new,
 * gone and of another severity since. Returns the exit code.
 */
export async function rematchCommand(call: OwnCall, context: CommandContext): Promise<number> {
  const failOn = readFailOn(call.flags.failOn);
  const config = await resolve(call, context);
  const controller = new AbortController();
  const abort = () => controller.abort();
  for (const signal of SIGNALS) process.on(signal, abort);
  try {
    return await run(call, context, { config, failOn, signal: controller.signal });
  } finally {
    for (const signal of SIGNALS) process.off(signal, abort);
  }
}

async function resolve({ config, outputDir, words }: OwnCall, context: CommandContext): Promise<ResolvedConfig> {
  const { catalog, defaultConfig } = await context.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: config, fallback: defaultConfig });
  return resolveLoaded(loaded, {
    ...{ catalog, readsAcceptFile: true },
    ...(outputDir !== undefined && { outputDir }),
    ...(words.length > 0 && { pipelines: words }),
  });
}

interface RunOptions {
  readonly config: ResolvedConfig;
  readonly failOn: Severity | undefined;
  readonly signal: AbortSignal;
}

async function run(call: OwnCall, { redactor }: CommandContext, options: RunOptions): Promise<number> {
  const { config, failOn, signal } = options;
  const isDryRun = call.flags.dryRun === true;
  const verbose = call.flags.verbose === true;
  const paint = createPaint(usesColor(call));
  const rematch = await openRematch(config, {
    ...{ signal, redactor, isDryRun },
    emit(event) {
      const line = event.type === "log" ? formatEvent(event, { paint, verbose }) : undefined;
      if (line !== undefined) writeStderr(`${line}\n`);
    },
  });
  try {
    if (rematch.images.length === 0) throw coreError("USAGE", { reason: describeNone() });
    if (isDryRun) {
      writeStdout(describePlan(call, rematch));
      return EXIT.ok;
    }
    const acceptor = createAcceptor({ rules: config.accept ?? [] });
    const jobs = Math.max(1, ...config.pipelines.map((pipeline) => pipeline.jobs));
    const { diff, unmatched } = await compareImages(rematch.images, { acceptor, jobs, signal });
    writeStdout(format(call, { diff, unmatched }));
    return findExitCode({ diff, unmatched }, failOn);
  } finally {
    await rematch.close();
  }
}

function describeNone(): string {
  return "No image is known that was scanned with this Trivy and these options: run a scan first. It keeps what is needed where Trivy's server takes part (0.60 or later), and `scanners` are vuln and secret. --verbose says why it does not";
}

function describePlan({ flags }: OwnCall, { images }: Rematch): string {
  if (flags.json) return `${printableJson({ images: images.length })}\n`;
  return `${plural(images.length, "image")} would be matched with the newest database, without asking a registry\n`;
}

interface Answer {
  readonly diff: Diff;
  readonly unmatched: readonly Unmatched[];
}

function format(call: OwnCall, { diff, unmatched }: Answer): string {
  if (call.flags.json) return `${printableJson({ ...diff, unmatched })}\n`;
  const named = unmatched.slice(0, MAX_NAMED).map(({ image, reason }) => printable(`${image}: ${reason}`));
  const more = unmatched.length - named.length;
  const head = `${plural(unmatched.length, "image")} could not be matched and must be scanned`;
  const lines = unmatched.length === 0 ? [] : ["", `${head}:`, ...named.map((line) => `- ${line}`)];
  const rest = more > 0 ? [`- and ${more} more`] : [];
  const end = [...lines, ...rest].map((line) => `${line}\n`).join("");
  return `${call.flags.markdown ? formatMarkdown(diff) : formatDiff(diff, chooseLineOptions(call))}${end}`;
}

/** As of a run: the gate comes first. */
function findExitCode({ diff, unmatched }: Answer, failOn: Severity | undefined): number {
  const { news, doubtful } = diff.totals;
  const isHit =
    failOn !== undefined && SEVERITIES.slice(SEVERITIES.indexOf(failOn)).some((severity) => news[severity] > 0);
  if (isHit) return EXIT.gate;
  // Whether that is new cannot be said: it may be what the gate is for.
  const isUnsure = failOn !== undefined && doubtful.news > 0;
  return unmatched.length > 0 || isUnsure ? EXIT.incomplete : EXIT.ok;
}

function readFailOn(given: unknown): Severity | undefined {
  if (typeof given !== "string") return undefined;
  const severity = given.toUpperCase();
  if (isSeverity(severity)) return severity;
  throw coreError("USAGE", { reason: `--fail-on expects a severity: ${SEVERITIES.join(", ")}` });
}
