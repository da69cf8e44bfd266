import { Command, Option } from "commander";
import type { Composition } from "./composition.ts";
import { type CommonFlags, parseJobs, parseSeconds, parseSeverity } from "./flags.ts";

/** The flags of `scan run`. */
export interface RunFlags extends CommonFlags {
  readonly mode?: string;
  readonly resume?: boolean;
  /** Numbers of jobs by pipeline, from `--jobs-<pipeline>`. */
  readonly jobs: Readonly<Record<string, number>>;
  /** Options by plugin, from the composition's plugin flags. */
  readonly pluginOptions: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** What the program does, by command. */
export interface Actions {
  run(pipelines: readonly string[], flags: RunFlags): Promise<void>;
  check(flags: CommonFlags): Promise<void>;
  demo(flags: CommonFlags): Promise<void>;
}

/** Builds the command line. */
export function createProgram(composition: Composition, actions: Actions): Command {
  const program: Command = new Command("scan")
    .description("Scan container images in bulk: image lists in, findings out, no image lost.")
    .version(composition.version)
    .enablePositionalOptions()
    .exitOverride()
    .showHelpAfterError("(scan --help lists commands and options)")
    .addHelpText("after", () => `\n${formatOptions(run)}\n${EXIT_CODES}`);

  const run: Command = program
    .command("run", { isDefault: true })
    .argument("[pipeline...]", "pipelines of the config")
    .description("run pipelines of the config (this is the default command)")
    .option("--mode <mode>", `a pipeline's name${describeModes(composition)}; without it, a terminal gets a menu`);
  for (const name of composition.jobsFlags) {
    run.option(`--jobs-${name} <n>`, `targets in work at a time in the pipeline "${name}"`, parseJobs);
  }
  for (const { flag, description } of composition.pluginFlags) run.option(flag, description);
  run.addOption(
    new Option("--resume", "go on with the last run of the same that was not finished").conflicts("dryRun"),
  );
  for (const addFlags of [addConfigFlag, addRunFlags, addOutputFlags]) addFlags(run);
  run.action((pipelines: string[], flags) => actions.run(pipelines, toRunFlags(flags, composition)));

  const check = program.command("check").description("load the config, check what it needs, print the pipelines");
  addOutputFlags(addConfigFlag(check)).action((flags) => actions.check(flags));

  const demo = program.command("demo").description("scan sample images for real, on this machine alone and offline");
  addOutputFlags(addRunFlags(demo)).action((flags) => actions.demo(flags));
  return program;
}

/** The options of the default command: people look for them in the program's own help. */
function formatOptions(run: Command): string {
  const help = run.createHelp();
  const items = help.visibleOptions(run).map((option) => {
    return help.formatItem(
      help.optionTerm(option),
      help.longestOptionTermLength(run, help),
      help.optionDescription(option),
      help,
    );
  });
  return ["Options of run:", ...items].join("\n");
}

const EXIT_CODES = `
Exit codes: 0 all scanned, 1 --fail-on was hit, 2 usage or config, 3 the run broke,
4 some targets could not be scanned, 130 interrupted.`;

function describeModes({ modes }: Composition): string {
  return Object.entries(modes)
    .map(([mode, names]) => `, or "${mode}" for ${names.join(" and ")}`)
    .join("");
}

function addConfigFlag(command: Command): Command {
  return command.option("--config <file>", "config file (default: scan.config.* in the current folder, or built-in)");
}

function addRunFlags(command: Command): Command {
  return command
    .option("--dry-run", "print every target with what would be done; scan nothing")
    .option("--grace <seconds>", "for what is in work to finish after Ctrl-C or SIGTERM (default: 5)", parseSeconds)
    .option("--fail-on <severity>", "exit with 1 when there is a finding as bad as this", parseSeverity)
    .addOption(
      new Option("--log-format <format>", "how progress is written").choices(["pretty", "json"]).default("pretty"),
    )
    .option("-q, --quiet", "print errors only");
}

function addOutputFlags(command: Command): Command {
  return command
    .option("--output-dir <dir>", "folder for reports (default: the current one)")
    .option("--no-color", "no colours")
    .option("-v, --verbose", "print details and stack traces");
}

type RawFlags = CommonFlags & Readonly<Record<string, unknown>>;

function toRunFlags(raw: RawFlags, { jobsFlags, pluginFlags }: Composition): RunFlags {
  const jobs: Record<string, number> = {};
  for (const name of jobsFlags) {
    const value = raw[toAttribute(`--jobs-${name}`)];
    if (typeof value === "number") jobs[name] = value;
  }
  const pluginOptions: Record<string, Record<string, unknown>> = {};
  for (const { flag, plugin, option } of pluginFlags) {
    const { negate } = new Option(flag);
    const value = raw[toAttribute(flag)];
    // What can be switched off is on for commander from the start; the config may say otherwise.
    const isGiven = value !== undefined && !(negate && value === true);
    if (isGiven) pluginOptions[plugin] = { ...pluginOptions[plugin], [option]: value };
  }
  return { ...raw, jobs, pluginOptions };
}

/** The name under which commander keeps a flag. */
function toAttribute(flag: string): string {
  return new Option(flag).attributeName();
}
