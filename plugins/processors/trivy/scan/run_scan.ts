import { mkdir, mkdtemp, readFile, rm, stat, symlink } from "node:fs/promises";
import { join, resolve } from "node:path";
import process from "node:process";
import { coreError, formatMegabytes, type MemoryLimits, memoryLimits, toReason } from "../../../../core/kit.ts";
import type { ScanData, ScanError, Severity } from "../../../../core/mod.ts";
import { parseDuration } from "../../../lib/options/duration.ts";
import { type ImageSource, isRemoteOnly } from "../../../lib/options/image_sources.ts";
import "../../../lib/scanning/image_data.ts";
import { trivyError } from "../errors.ts";
import type { SlotSettings } from "../isolation/isolation.ts";
import { buildCollectorSettings } from "../program/collector_settings.ts";
import { classify } from "../program/failure/classify.ts";
import { type Program, type ProgramResult, runProgram } from "../program/program.ts";
import { writeLogin } from "../program/write_login.ts";
import { parseReport, ReportTooLarge } from "../report/parse_report.ts";
import type { TrivyReport } from "../report/schema.ts";
import { buildScanArguments } from "./arguments.ts";
import { buildSourceFlags } from "./option_table.ts";
import type { ScanSettings } from "./scan_settings.ts";

/** One image to scan. */
export interface ScanImage {
  readonly image: string;
  /** `os/arch[/variant]`; without one, Trivy takes linux/amd64 of a registry's image. */
  readonly platform?: string | undefined;
  /** Where the image is taken from, in order. @default {["remote"]} */
  readonly sources?: readonly ImageSource[];
  readonly severities: readonly Severity[];
  /** Why the registry did not return its digest, where that was asked for. */
  readonly unresolved?: ScanData["unresolved"] | undefined;
  /** Whether it can only be on this machine: it was built here, say. */
  readonly isBuilt?: boolean | undefined;
}

/** What one scan is run with. */
export interface RunScanOptions {
  readonly program: Program;
  /** As Go writes it: `10m`. */
  readonly timeout: string;
  readonly slot: SlotSettings;
  readonly settings: Pick<ScanSettings, "args" | "variables">;
  /** Where this scan's temporary folder is made. */
  readonly tempDir: string;
  readonly signal: AbortSignal;
  /**
   * How long Trivy may take beyond its own limit, which it does not keep while it waits for a registry, in
   * milliseconds.
   *
   * @default {60_000}
   */
  readonly killAfterMs?: number;
  /** How large a report may be. @default That of a process with one lane */
  readonly limits?: MemoryLimits | undefined;
  /** Asked where Trivy failed without a word. */
  readonly diagnose: (target: ScanImage) => Promise<ScanError | undefined>;
}

/**
 * Scans one image. Only an exit code of 0 with a whole report is a result.
 *
 * @throws {ScanError} With the class of the failure as its code; ABORTED
 */
export async function runScan(target: ScanImage, options: RunScanOptions): Promise<TrivyReport> {
  const tmpDir = await mkdtemp(join(options.tempDir, "scan-"));
  try {
    const stdoutFile = join(tmpDir, "report.json");
    const { handOverLogin } = options.program;
    const { image, isBuilt = false, sources = ["remote"] } = target;
    const isPulled = !isBuilt && sources.includes("remote");
    const loginDir = isPulled ? await writeLogin(image, { handOverLogin, tmpDir }) : undefined;
    const result = await start(target, { ...options, tmpDir, stdoutFile, loginDir });
    if (result.failed) throw await toError(target, result, options);
    return await loadReport(target.image, stdoutFile, options.limits ?? memoryLimits());
  } finally {
    await rm(tmpDir, { recursive: true, force: true });
  }
}

interface StartOptions extends RunScanOptions {
  readonly tmpDir: string;
  readonly stdoutFile: string;
  readonly loginDir: string | undefined;
}

async function start(target: ScanImage, options: StartOptions) {
  const { program, timeout, slot, settings, tmpDir, stdoutFile, loginDir, signal, killAfterMs = 60_000 } = options;
  const { capabilities, env, envCwd } = program;
  const { sources = ["remote"] } = target;
  const collector = buildCollectorSettings({ env, availableBytes: process.availableMemory() });
  const mustHide = isRemoteOnly(sources) && buildSourceFlags(sources, capabilities) === undefined;
  const hidden = mustHide ? await hideLocalImages({ env, envCwd, tmpDir }) : {};
  return runProgram(program, {
    args: buildScanArguments({ ...target, sources, timeout, slot, more: settings.args, capabilities }),
    tmpDir,
    credentials: true,
    loginDir,
    settings: { ...collector, ...slot.settings, ...settings.variables, ...hidden },
    timeoutMs: (parseDuration(timeout) ?? 0) + killAfterMs,
    stdoutFile,
    signal,
  });
}

async function toError(target: ScanImage, result: ProgramResult, options: RunScanOptions): Promise<ScanError> {
  const { image, isBuilt } = target;
  const doing = `scan "${image}"`;
  if (result.aborted) return coreError("ABORTED", { reason: `"${image}" was being scanned` });
  if (result.timedOut) return trivyError("TIMEOUT", { doing, reason: `more than ${options.timeout}` });
  if (result.spawnError !== undefined) {
    const reason = `it could not be started (${result.spawnError})`;
    return trivyError("TRIVY_UNUSABLE", { path: options.program.path, reason });
  }
  const told = classify({ ...result, image, isBuilt });
  if (told.code !== "TRIVY_FAILED" || told.reason !== undefined) {
    return trivyError(told.code, { doing, reason: told.reason });
  }
  const found = await options.diagnose(target);
  return found ?? trivyError("TRIVY_SILENT", { doing, reason: `its exit code is ${result.exitCode}` });
}

async function loadReport(image: string, path: string, limits: MemoryLimits): Promise<TrivyReport> {
  try {
    const { size } = await stat(path);
    if (size > limits.maxBytes) {
      throw new ReportTooLarge(`${formatMegabytes(size)}, and the most is ${formatMegabytes(limits.maxBytes)}`);
    }
    return parseReport(await readFile(path, "utf8"), limits.maxFindings);
  } catch (error) {
    if (error instanceof ReportTooLarge) {
      throw trivyError("TRIVY_REPORT_TOO_LARGE", { doing: `scan "${image}"`, reason: error.message });
    }
    throw trivyError("TRIVY_REPORT_INVALID", { doing: `scan "${image}"`, reason: toReason(error) }, { cause: error });
  }
}

/** What is set for one run of a Trivy. */
interface HideLocalImagesOptions extends Pick<Program, "env" | "envCwd"> {
  /** The folder for temporary files of that run. */
  readonly tmpDir: string;
}

/**
 * Keeps a Trivy that takes no word on where to take an image from away from what this machine has: before 0.42 it asks
 * Docker, containerd and Podman first, and would take an older copy for the registry's image.
 *
 * @returns Variables for its environment: no socket is where they point. What `podman login` has stored stays in reach
 */
async function hideLocalImages(options: HideLocalImagesOptions): Promise<Readonly<Record<string, string>>> {
  const { env, envCwd, tmpDir } = options;
  const runtimeDir = join(tmpDir, "runtime");
  await mkdir(runtimeDir);
  if (env.XDG_RUNTIME_DIR) {
    await symlink(resolve(envCwd, env.XDG_RUNTIME_DIR, "containers"), join(runtimeDir, "containers"));
  }
  return {
    DOCKER_HOST: `unix://${join(runtimeDir, "none.sock")}`,
    CONTAINERD_ADDRESS: join(runtimeDir, "none.sock"),
    XDG_RUNTIME_DIR: runtimeDir,
  };
}
