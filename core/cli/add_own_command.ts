import { Argument, type Command } from "commander";
import { buildOption } from "./add_pipeline_command.ts";
import { addConfigFlag, addOutputFlags } from "./common_flags.ts";
import type { OwnCall, OwnCommand } from "./composition.ts";

type Flags = Pick<OwnCall, "config" | "outputDir" | "color"> & Readonly<Record<string, unknown>>;

/** Adds a command with arguments and flags of its own to the program. */
export function addOwnCommand(
  program: Command,
  { name, description, arguments: words, flags, notes }: OwnCommand,
  action: (call: OwnCall) => Promise<void>,
): void {
  const command = program.command(name).description(description);
  for (const word of words) command.addArgument(new Argument(word.name, word.description));
  for (const flag of flags) command.addOption(buildOption(flag).conflicts([...(flag.conflicts ?? [])]));
  addOutputFlags(addConfigFlag(command));
  if (notes.length > 0) command.addHelpText("after", `\n${notes.join("\n")}`);
  command.action((...given: unknown[]) => {
    const { config, outputDir, color, ...own } = given[words.length] as Flags;
    const common = { color, ...(config !== undefined && { config }), ...(outputDir !== undefined && { outputDir }) };
    return action({ words: given.slice(0, words.length).flat().filter(isText), flags: own, ...common });
  });
}

function isText(word: unknown): word is string {
  return typeof word === "string";
}
