import { relative, resolve } from "node:path";
import type { PluginKind } from "../../plugin/define.ts";
import type { Composition } from "../composition.ts";
import { EXIT } from "../exit.ts";
import { parseNames, writeNewPlugin } from "../scaffold/mod.ts";

/** The flags of `scan new`. */
export interface NewFlags {
  /** The folder of the new plugin. */
  readonly dir?: string;
}

/** What is asked for. */
export interface NewPluginArguments {
  readonly kind: PluginKind;
  readonly name: string;
}

/** `scan new KIND NAME`: writes the project of a new plugin. Gives the exit code. */
export async function newCommand(
  { kind, name }: NewPluginArguments,
  { dir }: NewFlags,
  composition: Composition,
): Promise<number> {
  const { catalog } = await composition.loadBuiltIn();
  const names = parseNames(kind, name, Object.keys(catalog[kind] ?? {}));
  const folder = resolve(dir ?? names.packageName);
  const { files, shims } = await writeNewPlugin(folder, names);
  const shown = relative(process.cwd(), folder) || ".";
  const lines = [
    `Wrote the ${kind} "${names.name}" into ${shown}: ${files.join(", ")}`,
    ...(shims.length > 0
      ? [`Not installed here: ${shims.join(", ")}; node_modules leads to hullscan's own until npm install`]
      : []),
    `Next: cd ${shown} && npm test`,
  ];
  process.stdout.write(`${lines.join("\n")}\n`);
  return EXIT.ok;
}
