import type { Argument, Command, Help, Option } from "commander";

/** What can stand in some place of a command line. */
export type Values =
  | { readonly of: "words"; readonly words: readonly string[] }
  | { readonly of: "files" | "folders" | "anything" }
  /** Those of the config, which are asked for when they are wanted; `words` besides. */
  | { readonly of: "pipelines"; readonly words: readonly string[] };

/** A flag. */
export interface CompletionFlag {
  /** `--quiet`, and `-q` where there is one. */
  readonly names: readonly string[];
  readonly description: string;
  /** Absent of a switch. */
  readonly values?: Values;
}

/** A command with all that can follow it. */
export interface CompletionCommand {
  readonly name: string;
  readonly description: string;
  readonly flags: readonly CompletionFlag[];
  readonly values: Values;
}

/** What a program's completion is made from. */
export interface CompletionModel {
  readonly commands: readonly CompletionCommand[];
  /** The command that is meant where none is named. */
  readonly defaultCommand: string;
  /** Flags that stand in place of a command: `--version`. */
  readonly flags: readonly CompletionFlag[];
}

/** What the commands do not tell themselves. */
export interface CompletionWords {
  /** Modes that stand for several pipelines. */
  readonly modes: readonly string[];
  readonly plugins: readonly string[];
  readonly defaultCommand: string;
}

/** Reads commands, flags and their values off a program. What a value is, its placeholder tells: `<file>`, `<dir>`. */
export function toCompletionModel(program: Command, words: CompletionWords): CompletionModel {
  const help = program.createHelp();
  const commands = help
    .visibleCommands(program)
    .filter((command) => command.name() !== "help")
    .map((command) => toCommand(command, help, words));
  return {
    commands,
    defaultCommand: words.defaultCommand,
    flags: help
      .visibleOptions(program)
      .filter((option) => option.long !== "--help")
      .map((option) => toFlag(option, words)),
  };
}

function toCommand(command: Command, help: Help, words: CompletionWords): CompletionCommand {
  const values = command.registeredArguments.map((argument) => toArgumentValues(argument, words));
  return {
    name: command.name(),
    description: command.description(),
    flags: help.visibleOptions(command).map((option) => toFlag(option, words)),
    // Of several arguments, those of which something can be said.
    values: values.find(({ of }) => of !== "anything") ?? values[0] ?? { of: "words", words: [] },
  };
}

function toFlag(option: Option, words: CompletionWords): CompletionFlag {
  const { long, short, description, required, argChoices, flags } = option;
  const names = [long, short].filter((name) => name !== undefined && name !== null);
  // The value of an optional one follows an equals sign: what stands behind the flag is something else.
  if (!required) return { names, description };
  const placeholder = /[<[]([\w-]+)/.exec(flags)?.[1] ?? "";
  return { names, description, values: argChoices ? { of: "words", words: argChoices } : toValues(placeholder, words) };
}

function toArgumentValues(argument: Argument, words: CompletionWords): Values {
  if (argument.argChoices) return { of: "words", words: argument.argChoices };
  return toValues(argument.name(), words);
}

function toValues(placeholder: string, { modes, plugins }: CompletionWords): Values {
  switch (placeholder) {
    case "file":
    case "report":
      return { of: "files" };
    case "dir":
      return { of: "folders" };
    case "mode":
      return { of: "pipelines", words: modes };
    case "pipeline":
      return { of: "pipelines", words: [] };
    case "plugin":
      return { of: "words", words: plugins };
    default:
      return { of: "anything" };
  }
}
