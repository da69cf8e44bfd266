import type { ScanConfig } from "../config/scan_config.ts";
import { coreError } from "../errors/mod.ts";
import { ONLY } from "./fit_flags.ts";
import { askMode } from "./terminal/menu.ts";

/** What is known when it is decided what to run. */
export interface ChooseOptions {
  /** Pipelines named on the command line. */
  readonly named: readonly string[];
  readonly mode: string | undefined;
  /** Modes that stand for several pipelines. */
  readonly modes: Readonly<Record<string, readonly string[]>>;
  /** Other names of pipelines: `remote` -> `default`. @default {} */
  readonly aliases?: Readonly<Record<string, string>>;
  /** Whether there is a terminal to ask on. */
  readonly canAsk: boolean;
}

/** The pipelines to run, and what they are called together in the report's name. */
export interface Choice {
  readonly pipelines: readonly string[];
  readonly label: string;
}

/**
 * Decides which pipelines run: the named ones, those of the mode, the only one of a config, or what the user chooses
 * from the menu.
 *
 * @throws {ScanError} USAGE when nothing is named and there is no terminal to ask on
 */
export async function choosePipelines(config: ScanConfig, options: ChooseOptions): Promise<Choice> {
  const { named, mode, modes, aliases = {}, canAsk } = options;
  const own = (name: string) => (Object.hasOwn(aliases, name) ? (aliases[name] ?? name) : name);
  if (named.length > 0 && mode !== undefined) {
    throw coreError("USAGE", { reason: "Name pipelines or set --mode, not both" });
  }
  if (named.length > 0) return { pipelines: named.map(own), label: named.join("+") };
  if (mode !== undefined) {
    const { pipelines, label } = expand(mode, modes);
    return { pipelines: pipelines.map(own), label };
  }
  if (config.pipelines === undefined) return { pipelines: [], label: "default" };
  const known = Object.keys(config.pipelines).filter((name) => config.pipelines?.[name]);
  const [only, ...others] = known;
  if (only !== undefined && others.length === 0) return { pipelines: [only], label: only };
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

/** What else the pipelines of a config answer to: the only one of a config without names to the name that old calls use. */
export function findAliases(config: ScanConfig, onlyName: string): Readonly<Record<string, string>> {
  return config.pipelines === undefined ? { [onlyName]: ONLY } : {};
}
