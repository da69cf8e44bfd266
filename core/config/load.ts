import { dirname, extname, relative, resolve } from "node:path";
import { cosmiconfig, defaultLoaders } from "cosmiconfig";
import { coreError, isScanError, toReason } from "../errors/mod.ts";
import { explain } from "./explain.ts";
import { importModule, type Module } from "./import_module.ts";
import { describe, isRecord } from "./problems.ts";
import type { ConfigEnv, ConfigExport, ScanConfig } from "./scan_config.ts";

/** A config, and where it came from. */
export interface LoadedConfig {
  readonly config: ScanConfig;
  /** The file, relative to the current folder where that is shorter; or `built-in`. */
  readonly path: string;
  /** The absolute folder that relative paths in it start from. */
  readonly cwd: string;
}

/** Where to look for a config. */
export interface LoadOptions extends ConfigEnv {
  /** A file that the user named. */
  readonly file?: string | undefined;
  /** What holds when there is no config file. */
  readonly fallback: ScanConfig;
}

const MODULES = ["ts", "mts", "js", "mjs"];
const DATA = ["json", "yaml", "yml"];
/** Where a config is looked for in a folder. */
export const SEARCH_PLACES = [...[...MODULES, ...DATA].map((extension) => `scan.config.${extension}`), "package.json"];

/**
 * Finds and loads the config: the named file, or else the one in the current folder, or else the built-in one.
 *
 * @throws {ScanError} CONFIG_NOT_FOUND, CONFIG_LOAD
 */
export async function loadConfig({ file, fallback, ...env }: LoadOptions): Promise<LoadedConfig> {
  const found = await findConfig(file, env.cwd);
  if (found === undefined) return { config: fallback, path: "built-in", cwd: env.cwd };
  const path = shorten(found.filepath, env.cwd);
  if (found.isEmpty) throw coreError("CONFIG_LOAD", { path, reason: "it is empty" });
  const isModule = MODULES.includes(extname(found.filepath).slice(1));
  const exported = isModule ? (found.config as Module).default : found.config;
  return { config: await callConfig(exported, path, env), path, cwd: dirname(found.filepath) };
}

interface Found {
  readonly config: unknown;
  readonly filepath: string;
  readonly isEmpty?: boolean;
}

async function findConfig(file: string | undefined, cwd: string): Promise<Found | undefined> {
  const loaders = {
    ...Object.fromEntries(MODULES.map((extension) => [`.${extension}`, importModule])),
    ".json": parseJson,
    ...Object.fromEntries(["yaml", "yml"].map((extension) => [`.${extension}`, parseYaml])),
  };
  const path = file === undefined ? undefined : resolve(cwd, file);
  try {
    // This reads package.json already, for settings of its own: it throws where that is broken.
    const explorer = cosmiconfig("scan", { searchPlaces: SEARCH_PLACES, loaders, ignoreEmptySearchPlaces: false });
    return (path === undefined ? await explorer.search(cwd) : await explorer.load(path)) ?? undefined;
  } catch (cause) {
    const name = path ?? pathOf(cause);
    if (isNotFound(cause, path)) throw coreError("CONFIG_NOT_FOUND", { path: shorten(path ?? "", cwd) });
    const reason = isScanError(cause) ? cause.message : explain(cause);
    throw coreError("CONFIG_LOAD", { path: name === undefined ? "" : shorten(name, cwd), reason }, { cause });
  }
}

/** Only a file with a mistake goes to cosmiconfig's own loader: it shows the place, and is slow to load. */
function parseJson(path: string, content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return defaultLoaders[".json"](path, content);
  }
}

/** Of an empty document cosmiconfig shall say that it is empty, not that there is none: undefined, not null. */
async function parseYaml(_path: string, content: string): Promise<unknown> {
  const { parse } = await import("yaml");
  return parse(content) ?? undefined;
}

async function callConfig(exported: unknown, path: string, env: ConfigEnv): Promise<ScanConfig> {
  const config = typeof exported === "function" ? await callFunction(exported as ConfigFunction, path, env) : exported;
  if (isRecord(config)) return config;
  const what = config === undefined ? "it has no default export" : `it gives ${describe(config)}`;
  throw coreError("CONFIG_LOAD", { path, reason: `${what}; expected \`export default defineConfig({ ... })\`` });
}

type ConfigFunction = Extract<ConfigExport, (env: ConfigEnv) => unknown>;

async function callFunction(makeConfig: ConfigFunction, path: string, env: ConfigEnv): Promise<unknown> {
  try {
    return await makeConfig(env);
  } catch (cause) {
    throw coreError("CONFIG_LOAD", { path, reason: `its function threw: ${toReason(cause)}` }, { cause });
  }
}

function isNotFound(cause: unknown, path: string | undefined): boolean {
  return isRecord(cause) && cause.code === "ENOENT" && path !== undefined && cause.path === path;
}

function pathOf(cause: unknown): string | undefined {
  return isRecord(cause) && typeof cause.filepath === "string" ? cause.filepath : undefined;
}

function shorten(path: string, cwd: string): string {
  const short = relative(cwd, path);
  return short === "" || short.startsWith("..") ? path : short;
}
