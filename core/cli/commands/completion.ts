import type { Command } from "commander";
import { listCatalog } from "../../config/catalog.ts";
import { loadConfig } from "../../config/load.ts";
import { coreError } from "../../errors/mod.ts";
import { printable } from "../../services/printable.ts";
import { type CompletionModel, toCompletionModel } from "../completion/model.ts";
import { SHELLS, type Shell } from "../completion/shells.ts";
import type { Composition } from "../composition.ts";
import { EXIT } from "../exit.ts";
import type { CommonFlags } from "../flags.ts";

/** What `scan completion` was given. */
export interface CompletionFlags extends Pick<CommonFlags, "config"> {
  readonly shell?: Shell;
  /** Print the names of the config's pipelines instead: what the scripts ask for. */
  readonly pipelines?: boolean;
}

/** `scan completion SHELL`: prints the script that completes command lines. Gives the exit code. */
export async function completionCommand(
  program: Command,
  flags: CompletionFlags,
  composition: Composition,
): Promise<number> {
  if (flags.pipelines) return printPipelines(flags, composition);
  const { shell } = flags;
  if (shell === undefined) throw coreError("USAGE", { reason: `Name the shell: scan completion ${SHELLS.join("|")}` });
  const { catalog } = await composition.loadBuiltIn();
  const model = toCompletionModel(program, {
    modes: Object.keys(composition.modes),
    plugins: (await listCatalog(catalog)).map(({ definition }) => definition.name),
    defaultCommand: "run",
  });
  process.stdout.write(await toScript(shell, model));
  return EXIT.ok;
}

async function toScript(shell: Shell, model: CompletionModel): Promise<string> {
  switch (shell) {
    case "bash":
      return (await import("../completion/bash.ts")).toBash(model);
    case "zsh":
      return (await import("../completion/zsh.ts")).toZsh(model);
    case "fish":
      return (await import("../completion/fish.ts")).toFish(model);
  }
}

/** Nothing is checked but that the config can be loaded: it is asked for in the middle of a line. */
async function printPipelines({ config: file }: CompletionFlags, composition: Composition): Promise<number> {
  const { defaultConfig } = await composition.loadBuiltIn();
  const { config } = await loadConfig({ env: process.env, cwd: process.cwd(), file, fallback: defaultConfig });
  const names = Object.entries(config.pipelines ?? {}).flatMap(([name, pipeline]) => (pipeline ? [name] : []));
  // A name that cannot be shown cannot be typed either.
  const shown = names.filter((name) => printable(name) === name);
  process.stdout.write(shown.map((name) => `${name}\n`).join(""));
  return EXIT.ok;
}
