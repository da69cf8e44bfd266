import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { findContractProblem } from "../plugin/contract.ts";
import type { PluginKind } from "../plugin/define.ts";
import { isPlugin, isPluginFactory } from "../plugin/recognize.ts";
import { explain, suggestImport } from "./explain.ts";
import { importModule, importPackage, type Module } from "./import_module.ts";

/** Where a plugin is looked for. */
export interface LoadFactoryOptions {
  readonly kind: PluginKind;
  /** The absolute folder that paths start from, and that packages are installed in or above. */
  readonly cwd: string;
}

/** A plugin's factory, or why it cannot be had. */
export type LoadedFactory = { readonly factory: (options?: unknown) => unknown } | { readonly problem: string };

/**
 * Loads the factory of a plugin that is not our own: of a module, `./my_sink.ts`, or of a package. Undefined where the
 * name is no path and there is no such package.
 */
export async function loadFactory(name: string, options: LoadFactoryOptions): Promise<LoadedFactory | undefined> {
  const isPath = /^\.\.?[/\\]/.test(name) || isAbsolute(name);
  const found = isPath ? await loadFile(name, options) : await loadPackage(name, options);
  return found === undefined || "problem" in found ? found : pickFactory(found, options.kind);
}

interface Loaded {
  /** What the module is called in messages. */
  readonly what: string;
  readonly exports: Module;
}

async function loadFile(name: string, { cwd }: LoadFactoryOptions): Promise<Loaded | { readonly problem: string }> {
  const path = resolve(cwd, name);
  const file = await stat(path).catch(() => undefined);
  if (file === undefined) return { problem: `there is no file "${path}"` };
  if (!file.isFile()) return { problem: `"${path}" is not a file; name the plugin's module in it: "${name}/mod.ts"` };
  try {
    return { what: `"${path}"`, exports: await importModule(path) };
  } catch (cause) {
    return { problem: `cannot load "${path}": ${await suggestImport(explain(cause))}` };
  }
}

/** A package's name as it is, with a scope or our prefix; else the name that a plugin of this kind is published under. */
export function toPackageName(name: string, kind: PluginKind): string | undefined {
  const full = /^(@|hullscan-)/.test(name) ? name : `hullscan-${kind}-${name.replaceAll("_", "-")}`;
  return /^(@[a-z0-9~-][\w.~-]*\/)?[a-z0-9~-][\w.~-]*$/.test(full) && full === full.toLowerCase() ? full : undefined;
}

async function loadPackage(
  name: string,
  { kind, cwd }: LoadFactoryOptions,
): Promise<Loaded | { readonly problem: string } | undefined> {
  const packageName = toPackageName(name, kind);
  if (packageName === undefined) return undefined;
  try {
    const found = await importPackage(packageName, cwd);
    if (found !== undefined) {
      return { what: `the package "${packageName}" (${fileURLToPath(found.url)})`, exports: found.exports };
    }
  } catch (cause) {
    return { problem: `cannot load the package "${packageName}" that is found from "${cwd}": ${explain(cause)}` };
  }
  if (packageName !== name) return undefined;
  return { problem: `the package "${name}" is not installed in "${cwd}" or above: npm install ${name}` };
}

/** The factory that is the module's default, or else its only one of the kind. */
function pickFactory({ what, exports }: Loaded, kind: PluginKind): LoadedFactory {
  const entries = Object.entries(exports).filter(([name]) => name !== "module.exports");
  const factories = entries.flatMap(([name, value]) => (isPluginFactory(value) ? [{ name, factory: value }] : []));
  const fitting = factories.filter(({ factory }) => factory.kind === kind);
  const main = fitting.find(({ name }) => name === "default");
  const distinct = new Set(fitting.map(({ factory }) => factory));
  const factory = main?.factory ?? (distinct.size === 1 ? fitting[0]?.factory : undefined);
  if (factory !== undefined) {
    const mismatch = findContractProblem(factory);
    return mismatch === undefined ? { factory } : { problem: `${what} cannot be used: ${mismatch}` };
  }
  if (distinct.size > 1) {
    const names = fitting.map(({ name }) => name).join(", ");
    return { problem: `${what} exports several ${kind}s: ${names}; make one of them its default export` };
  }
  const exported = entries.map(([name, value]) => `${name} (${describeExport(value)})`).join(", ") || "nothing";
  const definer = `define${kind[0]?.toUpperCase()}${kind.slice(1)}()`;
  return { problem: `${what} exports no ${kind}, but ${exported}; export the result of ${definer} as its default` };
}

function describeExport(value: unknown): string {
  if (isPluginFactory(value)) return `a ${value.kind}`;
  return isPlugin(value) ? "a plugin that is made already" : typeof value;
}
