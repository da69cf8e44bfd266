import { type Command, Option } from "commander";
import { addRunFlags } from "./common_flags.ts";
import type { CommandFlag, PipelineCommand } from "./composition.ts";
import { type CommonFlags, parseJobs, parseNumber, parseNumbers } from "./flags.ts";

/** The flags of a command that runs one pipeline. */
export interface PipelineFlags extends CommonFlags {
  /** True, or the id of the run. */
  readonly resume?: boolean | string;
  /** Targets in work at a time. */
  readonly jobs?: number;
  /** What the command's own flags were given. */
  readonly given: readonly GivenFlag[];
}

/** One of the command's own flags, with its value. */
export interface GivenFlag {
  readonly flag: CommandFlag;
  readonly value: unknown;
}

const DRY_RUN = "--dry-run";
const PARSERS: Readonly<Record<NonNullable<CommandFlag["type"]>, ((text: string) => unknown) | undefined>> = {
  text: undefined,
  number: parseNumber,
  numbers: parseNumbers,
};

/** Adds a command that runs one pipeline to the program. */
export function addPipelineCommand(
  program: Command,
  { name, description, flags, notes }: PipelineCommand,
  action: (flags: PipelineFlags) => Promise<void>,
): void {
  const command = program.command(name).description(description);
  const options = flags.map((flag) => ({ flag, option: buildOption(flag) }));
  for (const { option } of options) command.addOption(option);
  command.option("--jobs <n>", "targets in work at a time", parseJobs);
  const hasOwnDryRun = flags.some(({ flag }) => flag === DRY_RUN);
  addRunFlags(command, { hasOwnDryRun });
  command.addHelpText("after", `\n${notes.join("\n")}`);
  command.action((raw: CommonFlags & Readonly<Record<string, unknown>>) => {
    const given = options.flatMap(({ flag, option }): readonly GivenFlag[] => {
      const value = raw[option.attributeName()];
      // What can be switched off is on for commander from the start.
      return value === undefined || (option.negate && value === true) ? [] : [{ flag, value }];
    });
    return action({ ...raw, given, ...(hasOwnDryRun && { dryRun: false }) });
  });
}

/** The option of a command's own flag. */
export function buildOption({ flag, description, type = "text" }: Pick<CommandFlag, "flag" | "description" | "type">) {
  const option = new Option(flag, description);
  const parse = PARSERS[type];
  return parse === undefined ? option : option.argParser(parse);
}
