import { askMode } from "../config/menu.ts";
import type { ScanConfig } from "../config/scan_config.ts";
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
  const { named, mode, modes, canAsk } = options;
  if (named.length > 0 && mode !== undefined) {
    throw coreError("USAGE", { reason: "Name pipelines, or give --mode, not both" });
  }
  if (named.length > 0) return { pipelines: named, label: named.join("+") };
  if (mode !== undefined) return expand(mode, modes);
  if (config.pipelines === undefined) return { pipelines: [], label: "default" };
  const known = Object.keys(config.pipelines).filter((name) => config.pipelines?.[name]);
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

function expand(mode: string, modes: ChooseOptions["modes"]): Choice {
  return { pipelines: (Object.hasOwn(modes, mode) ? modes[mode] : undefined) ?? [mode], label: mode };
}
