import { Command, Option, type OutputConfiguration } from "commander";
import { findNearest } from "../config/nearest.ts";
import { coreError } from "../errors/mod.ts";
import { printableJson, printableLines } from "../services/printable.ts";
import { addOwnCommand } from "./add_own_command.ts";
import { addPipelineCommand, type PipelineFlags } from "./add_pipeline_command.ts";
import { addToolCommands, type ToolActions } from "./add_tool_commands.ts";
import { callName, programName } from "./call_name.ts";
import type { CheckFlags } from "./commands/check.ts";
import type { DemoFlags } from "./commands/demo.ts";
import type { RunFlags } from "./commands/run.ts";
import {
  addConfigFlag,
  addDryRunFlag,
  addOutputFlags,
  addProgressFlags,
  addReportFlag,
  addRunFlags,
  addSeverityFlag,
  addSinkFlag,
} from "./common_flags.ts";
import type { Composition, OwnCall, OwnCommand, PipelineCommand } from "./composition.ts";
import { EXIT } from "./exit.ts";
import { type CommonFlags, parseJobs, parseOnce } from "./flags.ts";
import { wantsJson, writeStderr } from "./terminal/write_stderr.ts";

/** What the program does, by command. */
export interface Actions extends ToolActions {
  run(pipelines: readonly string[], flags: RunFlags): Promise<void>;
  check(pipelines: readonly string[], flags: CheckFlags): Promise<void>;
  demo(flags: DemoFlags): Promise<void>;
  pipeline(command: PipelineCommand, flags: PipelineFlags): Promise<void>;
  own(command: OwnCommand, call: OwnCall): Promise<void>;
}

/** Builds the command line. */
export function createProgram(composition: Composition, actions: Actions): Command {
  const program: Command = new Command(programName())
    .description("Scan container images in bulk. A list goes in, one report comes out, and no image is lost.")
    .version(composition.version)
    .enablePositionalOptions()
    .exitOverride()
    .configureOutput(wantsJson() ? JSON_OUTPUT : PLAIN_OUTPUT)
    .showHelpAfterError(`(${callName()} --help lists commands and options)`)
    .addHelpText("after", () => `\n${formatOptions(run)}\n${EXIT_CODES}`)
    .helpCommand(false);

  const run: Command = program
    .command("run", { isDefault: true })
    .argument("[pipeline...]", "pipelines of the config (default: see --mode), or images: nginx:1.27, - for stdin")
    .description("run pipelines of the config (the default command)")
    .option(
      "--mode <mode>",
      `the pipeline to run${describeModes(composition)} (default: the only one, or a menu)`,
      parseOnce,
    );
  run.option("--jobs <n>", "targets in work at a time, in every pipeline", parseJobs);
  for (const name of composition.jobsFlags) {
    run.option(`--jobs-${name} <n>`, `the same for the pipeline "${name}"`, parseJobs);
  }
  for (const { flag, description } of composition.pluginFlags) run.option(flag, description);
  addRunFlags(addSeverityFlag(run));
  run.addHelpText("after", EXIT_CODES);
  run.action((pipelines: string[], flags) => {
    const commands = program.commands.map((command) => command.name());
    return actions.run(pipelines, { ...pickRunFlags(flags, composition), commands });
  });

  for (const command of composition.pipelineCommands) {
    addPipelineCommand(program, command, (flags) => actions.pipeline(command, flags));
  }

  const check = program
    .command("check")
    .argument("[pipeline...]", "names of pipelines (default: all; without a config, those that have a list)")
    .description("check the config, the lists and everything a run needs; scan nothing")
    .option("--mode <mode>", "check the pipelines of this mode", parseOnce)
    .addOption(new Option("--images", "also ask the registries for each image of the lists").conflicts("offline"))
    .option("--offline", "check only the config");
  check.addHelpText("after", CHECK_CODES);
  addOutputFlags(addReportFlag(addSinkFlag(addConfigFlag(check)))).action((pipelines: string[], flags) =>
    actions.check(pipelines, flags),
  );

  const demo = program.command("demo").description("scan sample images for real, offline");
  demo.option("--next-day", "after a demo: the same images, with a newer vulnerability database");
  addOutputFlags(addProgressFlags(addDryRunFlag(addReportFlag(demo)))).action((flags) => actions.demo(flags));
  addToolCommands(program, actions);
  for (const command of composition.ownCommands) addOwnCommand(program, command, (call) => actions.own(command, call));
  addHelpCommand(program);
  return program;
}

/** As commander's own, but that a command which there is not is a mistake. */
function addHelpCommand(program: Command): void {
  program
    .command("help")
    .argument("[command]", "name of a command")
    .description("print the help of a command")
    .action((name: string | undefined) => {
      const asked = name === undefined ? program : program.commands.find((command) => command.name() === name);
      if (asked !== undefined) return asked.help();
      const nearest = findNearest(
        name ?? "",
        program.commands.map((command) => command.name()),
      );
      const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
      throw coreError("USAGE", { reason: `There is no command "${name}"${mean}` });
    });
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

/** What somebody types is shown as safely as what comes from elsewhere. */
const PLAIN_OUTPUT: OutputConfiguration = {
  outputError: (text, write) => write(`${printableLines(maskValues(nameImage(text.trimEnd()))).join("\n")}\n`),
};

/** One object for a call that is wrong; nothing of the help. */
const JSON_OUTPUT: OutputConfiguration = {
  outputError(text) {
    const message = maskValues(nameImage(text.trim()).replace(/^error: /, ""));
    const error = { type: "error", code: "USAGE", message, exitCode: EXIT.usage };
    writeStderr(`${printableJson({ time: new Date().toISOString(), ...error })}\n`);
  },
  writeErr() {},
};

const EXIT_CODES = `
Exit codes: 0 all scanned, 1 the gate was hit, 2 usage or config, 3 the run broke,
4 some targets failed, 130 interrupted.`;

const CHECK_CODES = `
Exit codes: 0 a run has all it needs, 2 it cannot start, 4 it would lose targets or findings.`;

function describeModes({ modes }: Composition): string {
  return Object.entries(modes)
    .map(([mode, names]) => `, or "${mode}" for ${names.join(" and ")}`)
    .join("");
}

type RawFlags = CommonFlags & Readonly<Record<string, unknown>>;

function pickRunFlags(raw: RawFlags, { jobsFlags, pluginFlags }: Composition): Omit<RunFlags, "commands"> {
  const jobs: Record<string, number> = {};
  for (const name of jobsFlags) {
    const value = raw[attributeOf(`--jobs-${name}`)];
    if (typeof value === "number") jobs[name] = value;
  }
  const pluginOptions: Record<string, Record<string, unknown>> = {};
  const without: string[] = [];
  for (const { flag, plugin, option } of pluginFlags) {
    const { negate } = new Option(flag);
    const value = raw[attributeOf(flag)];
    // What can be switched off is on for commander from the start; the config may say otherwise.
    const isGiven = value !== undefined && !(negate && value === true);
    if (!isGiven) continue;
    if (option === undefined) without.push(plugin);
    else pluginOptions[plugin] = { ...pluginOptions[plugin], [option]: value };
  }
  const { jobs: allJobs, ...rest } = raw;
  return { ...rest, jobs, pluginOptions, without, ...(typeof allJobs === "number" && { allJobs }) };
}

/** The name under which commander keeps a flag. */
function attributeOf(flag: string): string {
  return new Option(flag).attributeName();
}

/**
 * Takes values out of what is said about mistyped options: `'--tokn=abc'` becomes `'--tokn=***'`. None is shown without its
 * sign. What is said of an option that is missing is our own: `'--to <format[=file]>'`.
 */
export function maskValues(text: string): string {
  if (/^(error: )?required option '[^'\n]*' not specified/.test(text)) return text;
  return text.replace(/('-[^'=]*)=(?=')/g, "$1").replace(/('-[^'=]*=)[^'\n]*/g, "$1***");
}

/**
 * Adds how an image is called that has the name of a command: to what is said of words behind one (`scan demo redis:7`), and
 * of a command that misses something (`scan find`).
 */
function nameImage(text: string): string {
  const [, behind] = /^error: too many arguments for '([\w-]+)'/.exec(text) ?? [];
  const isMissing = /^error: (missing required argument|required option) /.test(text);
  const name = behind ?? (isMissing ? process.argv[2] : undefined);
  if (name === undefined || !/^[a-z]+$/.test(name)) return text;
  return `${text} "${name}" is a command; an image of that name is "${name}:latest".`;
}
