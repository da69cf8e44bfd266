import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { findExistingConfigs } from "../../config/find_existing.ts";
import { findNearest } from "../../config/nearest.ts";
import { coreError } from "../../errors/mod.ts";
import { errorCode, pathExists, toFileReason } from "../../services/mod.ts";
import { callName } from "../call_name.ts";
import type { Composition, ConfigFormat, Starter, Starters } from "../composition.ts";
import { EXIT } from "../exit.ts";
import type { Setup } from "../terminal/ask_setup.ts";

/** The schema of configs, where the package is installed in the folder. */
const SCHEMA = "node_modules/hullscan/schema.json";

/** The flags of `scan init`. */
export interface InitFlags {
  readonly format?: ConfigFormat;
  /** Names with commas between them. */
  readonly pipelines?: string;
  /** Take the defaults for what is not given. */
  readonly yes?: boolean;
}

/** `scan init`: writes a config and the lists that it reads into the current folder. Gives the exit code. */
export async function initCommand(flags: InitFlags, composition: Composition): Promise<number> {
  const { starters } = await composition.loadBuiltIn();
  const folder = process.cwd();
  const given = toGiven(flags, starters);
  const existing = await findExistingConfigs(folder);
  if (existing.length > 0) throw coreError("CONFIG_EXISTS", { files: existing });
  const { pipelines, format } = await completeSetup(flags, { given, starters, folder });
  const chosen = starters.pipelines.filter(({ name }) => pipelines.includes(name));
  const config = `scan.config.${format}`;
  const schema = (await pathExists(join(folder, SCHEMA))) ? SCHEMA : undefined;
  if (!(await create(join(folder, config), await starters.renderConfig(format, pipelines, schema)))) {
    throw coreError("CONFIG_EXISTS", { files: [config] });
  }
  const lines = [`Wrote ${config}`];
  for (const { file } of chosen) {
    const isNew = await create(join(folder, file.name), file.text);
    lines.push(isNew ? `Wrote ${file.name}` : `Kept ${file.name}, which is there already`);
  }
  process.stdout.write(`${[...lines, "", ...toNextSteps(chosen)].join("\n")}\n`);
  return EXIT.ok;
}

function toGiven({ format, pipelines }: InitFlags, starters: Starters): Partial<Setup> {
  const known = starters.pipelines.map(({ name }) => name);
  const names = pipelines?.split(",").map((name) => name.trim());
  for (const name of names ?? []) {
    if (known.includes(name)) continue;
    const nearest = findNearest(name, known);
    const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    throw coreError("USAGE", {
      reason: `There is no pipeline "${name}" to set up (there are ${known.join(", ")})${mean}`,
    });
  }
  return { ...(format && { format }), ...(names && { pipelines: names }) };
}

interface CompleteOptions {
  readonly given: Partial<Setup>;
  readonly starters: Starters;
  readonly folder: string;
}

/** Asks for what is not given, where there is a terminal to ask on. */
async function completeSetup({ yes }: InitFlags, { given, starters, folder }: CompleteOptions): Promise<Setup> {
  const isTypeScript = await pathExists(join(folder, "tsconfig.json"));
  const defaults: Setup = {
    pipelines: starters.pipelines.filter(({ isDefault }) => isDefault).map(({ name }) => name),
    format: isTypeScript ? "ts" : "yaml",
  };
  if (yes || !process.stdin.isTTY || !process.stderr.isTTY) return { ...defaults, ...given };
  const { askSetup } = await import("../terminal/ask_setup.ts");
  return askSetup({ starters: starters.pipelines, given, defaults });
}

/** Writes a file that is not there yet; false where it is. */
async function create(path: string, text: string): Promise<boolean> {
  try {
    await writeFile(path, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw coreError("SETUP_WRITE", { path, reason: toFileReason(error) }, { cause: error });
  }
}

function toNextSteps(starters: readonly Starter[]): readonly string[] {
  const scan = callName();
  return [
    "Next:",
    ...starters.map(({ next }) => `  ${next}`),
    `  ${scan} check`,
    ...starters.map(({ name }) => `  ${scan} --mode ${name}`),
  ];
}
