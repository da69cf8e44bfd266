import { askMode } from "../config/menu.ts";
import type { ScanConfig } from "../config/scan_config.ts";
import { unknownPipeline } from "../config/unknown_pipeline.ts";
import { coreError } from "../errors/mod.ts";

/** What is known when it is decided what to run. */
export interface ChooseOptions {
  /** Pipelines named on the command line. */
  readonly named: readonly string[];
  readonly mode: string | undefined;
  /** Modes that stand for several pipelines. */
  readonly modes: Readonly<Record<string, readonly string[]>>;
  /** Whether there is a terminal to ask on. */
  readonly canAsk: boolean;
  /** The program's commands: a mistyped one is taken for a pipeline. @default None */
  readonly commands?: readonly string[];
}

/** The pipelines to run, and what they are called together in the report's name. */
export interface Choice {
  readonly pipelines: readonly string[];
  readonly label: string;
}

/**
 * Decides which pipelines run: the named ones, those of the mode, the only one of a config without names, or what the
 * user chooses from the menu.
 *
 * @throws {ScanError} USAGE when nothing is named and there is no terminal to ask on
 */
export async function choosePipelines(config: ScanConfig, options: ChooseOptions): Promise<Choice> {
  const { named, mode, modes, canAsk, commands = [] } = options;
  const isThere = (name: string) => Object.hasOwn(config.pipelines ?? {}, name) && Boolean(config.pipelines?.[name]);
  const known = config.pipelines === undefined ? ["default"] : Object.keys(config.pipelines).filter(isThere);
  if (named.length > 0 && mode !== undefined) {
    throw coreError("USAGE", { reason: "Name pipelines, or give --mode, not both" });
  }
  if (named.length > 0) {
    const others = toEntries(commands, (command) => `the command "${command}"`);
    return checkKnown({ pipelines: named, label: named.join("+") }, known, others);
  }
  if (mode !== undefined)
    return checkKnown(
      expand(mode, modes),
      known,
      toEntries(Object.keys(modes), (name) => `"${name}"`),
    );
  if (config.pipelines === undefined) return { pipelines: [], label: "default" };
  const joint = Object.keys(modes).filter((name) => modes[name]?.every((member) => known.includes(member)));
  if (!canAsk) {
    const reason = `Say what to scan: --mode ${[...known, ...joint].join("|")}`;
    throw coreError("USAGE", { reason });
  }
  const entries = [
    ...known.map((value) => ({ value, hint: `the pipeline "${value}"` })),
    ...joint.map((value) => ({ value, hint: `${modes[value]?.join(", then ")}, in one report` })),
  ];
  return expand(await askMode(entries), modes);
}

/** @throws {ScanError} USAGE with what was most likely meant */
function checkKnown(choice: Choice, known: readonly string[], others: Readonly<Record<string, string>>): Choice {
  for (const name of choice.pipelines) if (!known.includes(name)) throw unknownPipeline(name, known, others);
  return choice;
}

function toEntries(words: readonly string[], call: (word: string) => string): Readonly<Record<string, string>> {
  return Object.fromEntries(words.map((word) => [word, call(word)]));
}

function expand(mode: string, modes: ChooseOptions["modes"]): Choice {
  return { pipelines: (Object.hasOwn(modes, mode) ? modes[mode] : undefined) ?? [mode], label: mode };
}
