import { type LoadedConfig, loadConfig } from "../../config/load.ts";
import { pickPipelines } from "../../config/pick_pipelines.ts";
import { resolveLoaded } from "../../config/resolve.ts";
import type { ResolvedConfig } from "../../config/resolved.ts";
import type { ScanConfig } from "../../config/scan_config.ts";
import { coreError } from "../../errors/mod.ts";
import { printable } from "../../services/printable.ts";
import type { Redactor } from "../../services/secrets/redact.ts";
import { choosePipelines, findAliases } from "../choose_pipelines.ts";
import type { CommandContext, Composition } from "../composition.ts";
import { type DirectList, sortWords, writeDirectList } from "../direct_targets.ts";
import { checkHeard, fitJobs, flagName, type HeardFlag, ONLY } from "../fit_flags.ts";
import type { CommonFlags } from "../flags.ts";
import { findSinkless, hasReport } from "../has_report.ts";
import { listCiObservers } from "../list_ci_observers.ts";
import { listSinks } from "../list_sinks.ts";
import { listMistakable } from "../mistakable.ts";
import { runScan } from "../run_scan.ts";
import { formatPipeline } from "../terminal/format_pipeline.ts";
import { writeStderr } from "../terminal/write_stderr.ts";

/** The flags of `scan run`. */
export interface RunFlags extends CommonFlags {
  readonly mode?: string;
  /** True, or the id of the run. */
  readonly resume?: boolean | string;
  /** The names of all commands. */
  readonly commands: readonly string[];
  /** Numbers of jobs by pipeline, from `--jobs-<pipeline>`. */
  readonly jobs: Readonly<Record<string, number>>;
  /** The number of jobs for every pipeline, from `--jobs`. */
  readonly allJobs?: number;
  /** Options by plugin, from the composition's plugin flags. */
  readonly pluginOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** The plugins that the run does without. */
  readonly without: readonly string[];
}

/** `scan [run] [PIPELINE|IMAGE...]`: runs pipelines of the config, or one of them on images. Returns the exit code. */
export async function runCommand(
  words: readonly string[],
  flags: RunFlags,
  composition: CommandContext,
): Promise<number> {
  const { defaultConfig } = await composition.loadBuiltIn();
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { pipelines, targets } = sortWords(words, listNames(loaded.config));
  if (targets.length === 0) return runPipelines(pipelines, { flags, composition, loaded });
  const list = await writeDirectList(targets, process.stdin);
  try {
    const { imageSource } = composition;
    const options = { ...flags.pluginOptions[imageSource], file: list.file, name: list.name };
    const direct = { ...flags, pluginOptions: { ...flags.pluginOptions, [imageSource]: options } };
    const named =
      pipelines.length > 0 || flags.mode !== undefined ? pipelines : [findImagePipeline(loaded, composition)];
    const heard = [{ name: targets.join(" "), plugins: [imageSource] }];
    return await runPipelines(named, { flags: direct, composition, loaded, heard, list });
  } finally {
    await list.remove();
  }
}

/** The pipeline that scans what a call names. */
function findImagePipeline({ config }: LoadedConfig, { onlyName }: Composition): string {
  const names = listNames(config);
  const [only, ...others] = names;
  if (only !== undefined && others.length === 0) return only;
  if (names.includes(onlyName)) return onlyName;
  throw coreError("USAGE", { reason: `Name the pipeline that scans the images, too: ${names.join(", ")}` });
}

interface RunParts {
  readonly flags: RunFlags;
  readonly composition: CommandContext;
  readonly loaded: LoadedConfig;
  /** What was given besides flags, and which plugins hear of it. */
  readonly heard?: readonly HeardFlag[];
  /** The images of the call. */
  readonly list?: DirectList;
}

async function runPipelines(
  named: readonly string[],
  { flags, composition, loaded, heard = [], list }: RunParts,
): Promise<number> {
  const { config, path, cwd } = loaded;
  const { modes, redactor } = composition;
  const { catalog } = await composition.loadBuiltIn();
  const { pluginOptions, without, mode, commands, resume = false, outputDir, severity } = flags;
  const mistakable = listMistakable({ isNamed: named.length > 0, commands, modes: Object.keys(modes) });
  const aliases = findAliases(config, composition.onlyName);
  const names = listNames(config);
  const jobs = fitJobs({ jobs: flags.jobs, allJobs: flags.allJobs, names, aliases });
  const options = {
    needsScanner: true,
    catalog,
    jobs,
    pluginOptions,
    without,
    sinks: listSinks(flags, composition),
    observers: await listCiObservers(config, flags, composition),
    flagOf: {
      ...toFlagNames(composition),
      ...(list && { [`${composition.imageSource}.file`]: "its own list of images" }),
    },
    ...(list && { temporaryFiles: { [list.file]: `images ${list.checksum}` } }),
    mistakable,
    ...(severity && { minSeverity: severity }),
    ...(outputDir !== undefined && { outputDir }),
  };
  const canAsk = Boolean(process.stdin.isTTY && process.stderr.isTTY);
  // Nobody wants to choose first and then hear that the config is wrong.
  const all = named.length === 0 && mode === undefined ? await resolveLoaded(loaded, options) : undefined;
  const { pipelines, label } = await choosePipelines(config, { named, mode, modes, aliases, canAsk });
  const resolved = all ? pickPipelines(all, pipelines) : await resolveLoaded(loaded, { ...options, pipelines });
  checkHeard([...heard, ...toHeard(flags, composition)], resolved.pipelines);
  if (flags.dryRun) printPlan(resolved, flags, redactor);
  const warnings = flags.dryRun ? [] : findSinkless(resolved);
  return runScan(
    resolved,
    flags,
    { ...options, path, cwd, label, resume, redactor, journal: hasReport(resolved) },
    warnings,
  );
}

/** Prints what a dry run is about: its pipelines with their plugins. */
function printPlan({ pipelines }: ResolvedConfig, { quiet, logFormat }: RunFlags, { mask }: Redactor): void {
  if (quiet || logFormat !== "pretty") return;
  const lines = pipelines.flatMap(formatPipeline);
  writeStderr(lines.map((line) => `${printable(mask(line))}\n`).join(""));
}

function listNames({ pipelines }: ScanConfig): readonly string[] {
  if (pipelines === undefined) return [ONLY];
  return Object.entries(pipelines ?? {}).flatMap(([name, pipeline]) => (pipeline ? [name] : []));
}

/** The flags of plugins that were given. */
function toHeard({ pluginOptions }: RunFlags, { pluginFlags }: Composition) {
  const given = pluginFlags.filter(({ plugin, option = "" }) => pluginOptions[plugin]?.[option] !== undefined);
  return given.map(({ flag, plugin }) => ({ name: flagName(flag), plugins: [plugin] }));
}

/** Which flag sets an option, as `trivy.timeout` -> `--trivy-timeout`. */
function toFlagNames({ pluginFlags }: Composition): Readonly<Record<string, string>> {
  return Object.fromEntries(pluginFlags.map(({ flag, plugin, option }) => [`${plugin}.${option}`, flagName(flag)]));
}
