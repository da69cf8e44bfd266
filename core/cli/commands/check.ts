import { join } from "node:path";
import { loadConfig } from "../../config/load.ts";
import { resolveLoaded } from "../../config/resolve.ts";
import type { ResolvedConfig } from "../../config/resolved.ts";
import { coreError } from "../../errors/mod.ts";
import { checkReadiness } from "../../run/check_readiness.ts";
import { describeIntelFiles } from "../../run/open_annotator.ts";
import { joinProblems, type PreflightReport } from "../../run/preflight.ts";
import { pathExists } from "../../services/files/path_exists.ts";
import { printable } from "../../services/printable.ts";
import type { Redactor } from "../../services/secrets/redact.ts";
import { choosePipelines, findAliases } from "../choose_pipelines.ts";
import type { BuiltIn, CommandContext, Starter } from "../composition.ts";
import { EXIT } from "../exit.ts";
import type { CommonFlags } from "../flags.ts";
import { findSinkless } from "../has_report.ts";
import { listSinks } from "../list_sinks.ts";
import { listMistakable } from "../mistakable.ts";
import { usesColor } from "../run_scan.ts";
import { formatError } from "../terminal/format_error.ts";
import { formatPipeline } from "../terminal/format_pipeline.ts";
import { createPaint, formatEvent } from "../terminal/mod.ts";
import { writeStderr } from "../terminal/write_stderr.ts";

/** The flags of `scan check`. */
export interface CheckFlags extends CommonFlags {
  readonly mode?: string;
  /** Check the config, and nothing that it needs. */
  readonly offline?: boolean;
  /** Ask also for each image of the lists. */
  readonly images?: boolean;
}

/**
 * `scan check [PIPELINE...]`: loads the config, prints the pipelines, and runs the preflight of their plugins. Returns
 * the exit code: 2 where a run could not start, 4 where it would lose targets or findings.
 */
export async function checkCommand(
  named: readonly string[],
  flags: CheckFlags,
  composition: CommandContext,
): Promise<number> {
  const builtIn = await composition.loadBuiltIn();
  const { catalog, defaultConfig } = builtIn;
  const here = { env: process.env, cwd: process.cwd() };
  const loaded = await loadConfig({ ...here, file: flags.config, fallback: defaultConfig });
  const { config, cwd } = loaded;
  const { outputDir, mode } = flags;
  const { modes } = composition;
  const mistakable = listMistakable({ isNamed: named.length > 0, commands: [], modes: Object.keys(modes) });
  const options = {
    needsScanner: true,
    catalog,
    sinks: listSinks(flags, composition),
    mistakable,
    ...(outputDir !== undefined && { outputDir }),
  };
  const { mask } = composition.redactor;
  const print = (lines: readonly string[]) =>
    process.stdout.write(lines.map((line) => `${printable(mask(line))}\n`).join(""));

  const aliases = findAliases(config, composition.onlyName);
  const isChosen = named.length > 0 || mode !== undefined;
  const chosen = isChosen ? await choosePipelines(config, { named, mode, modes, aliases, canAsk: false }) : undefined;
  const isBuiltIn = config === defaultConfig;
  const used = chosen === undefined && isBuiltIn && !flags.offline ? await findUsed(builtIn, cwd) : undefined;
  const pipelines = chosen?.pipelines ?? used?.pipelines;
  const resolved = await resolveLoaded(loaded, { ...options, ...(pipelines && { pipelines }) });
  print([`Config: ${loaded.path}`, `Reports go to: ${resolved.outputDir}`]);
  print(resolved.pipelines.flatMap(formatPipeline));
  print((used?.others ?? []).map(({ name, file }) => `Pipeline ${name} is left out: there is no ${file.name}`));
  return checkNeeds(resolved, { flags, print, redactor: composition.redactor });
}

/** The pipelines of the built-in config whose lists are there: who has no list for one does not use it. */
async function findUsed({ starters }: BuiltIn, folder: string) {
  const used: string[] = [];
  const others: Starter[] = [];
  for (const starter of starters.pipelines) {
    if (await pathExists(join(folder, starter.file.name))) used.push(starter.name);
    else others.push(starter);
  }
  if (used.length === 0) throw coreError("NOT_SET_UP", { files: others.map(({ file }) => file.name) });
  return { pipelines: used, others };
}

/** What a check of the config alone finds out about what it needs. */
const NOTHING_ASKED: PreflightReport = { facts: [], foreseen: [], problems: [] };

interface CheckNeedsOptions {
  readonly flags: CheckFlags;
  readonly print: (lines: readonly string[]) => void;
  readonly redactor: Redactor;
}

async function checkNeeds(config: ResolvedConfig, { flags, print, redactor }: CheckNeedsOptions): Promise<number> {
  const { verbose = false, offline = false, images = false } = flags;
  const paint = createPaint(usesColor(flags));
  const { facts, foreseen, problems } = offline
    ? NOTHING_ASKED
    : await checkReadiness(config, {
        asksForTargets: images,
        redactor,
        emit(event) {
          const line = formatEvent(event, { paint, verbose });
          if (line !== undefined) writeStderr(`${line}\n`);
        },
      });
  const printError = (error: unknown) => writeStderr(`${formatError(error, { verbose, mask: redactor.mask })}\n`);
  print(facts.map(({ plugin, fact }) => `${plugin}: ${fact}`));
  print((await describeIntelFiles(config)).map((line) => `intel: ${line}`));
  const risks = [...findSinkless(config), ...foreseen];
  if (risks.length > 0) printError(coreError("TARGETS_AT_RISK", { count: risks.length }, { problems: risks }));
  const blocking = joinProblems({ problems });
  if (blocking?.code === "ABORTED") throw blocking;
  if (blocking !== undefined) printError(blocking);
  // A run would end with another code where, say, a database cannot be downloaded; a check says that there is none.
  if (blocking !== undefined) return EXIT.usage;
  if (risks.length > 0) return EXIT.incomplete;
  print([offline ? "The config is valid" : "The pipelines have everything they need"]);
  return EXIT.ok;
}
