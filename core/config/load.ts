import { dirname, extname, resolve } from "node:path";
import { cosmiconfig } from "cosmiconfig";
import { coreError, isScanError, type ScanError, toReason } from "../errors/mod.ts";
import { showPath } from "../services/files/show_path.ts";
import { describe, isRecord } from "../services/values.ts";
import { checkPlaces, type Loaded, PACKAGE_KEY, toLoader } from "./config_files.ts";
import { explain, suggestImport } from "./explain.ts";
import { importModule, type Module } from "./import_module.ts";
import { CycleError, parseJson, parseYaml } from "./parse_data.ts";
import type { ConfigSource } from "./positions/config_source.ts";
import type { ConfigEnv, ConfigExport, ScanConfig } from "./scan_config.ts";

/** A config, and where it came from. */
export interface LoadedConfig {
  readonly config: ScanConfig;
  /** The file, relative to the current folder where that is shorter; or `built-in`. */
  readonly path: string;
  /** The absolute folder that relative paths in it start from. */
  readonly cwd: string;
  /** The text of a file that is data, not code. */
  readonly source?: ConfigSource;
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
  const path = showPath(found.filepath, env.cwd);
  if (found.isEmpty || found.config === undefined) throw coreError("CONFIG_LOAD", { path, reason: "it is empty" });
  const source = found.config.source && { ...found.config.source, path };
  if ("failure" in found.config) throw await toLoadError(found.config.failure, path, source);
  const isModule = MODULES.includes(extname(found.filepath).slice(1));
  const { config: loaded } = found.config;
  const exported = isModule ? (loaded as Module).default : loaded;
  const config = await callConfig(exported, path, env);
  return { config, path, cwd: dirname(found.filepath), ...(source && { source }) };
}

interface Found {
  readonly config: Loaded | undefined;
  readonly filepath: string;
  readonly isEmpty?: boolean;
}

async function findConfig(file: string | undefined, cwd: string): Promise<Found | undefined> {
  const loaders = {
    ...Object.fromEntries(MODULES.map((extension) => [`.${extension}`, toLoader(importModule)])),
    ".json": toLoader(parseJson, "json"),
    ...Object.fromEntries(["yaml", "yml"].map((extension) => [`.${extension}`, toLoader(parseYaml, "yaml")])),
  };
  const path = file === undefined ? undefined : resolve(cwd, file);
  await checkPlaces(path === undefined ? SEARCH_PLACES : [path], cwd);
  let found: Found | undefined;
  try {
    // This reads package.json already, for settings of its own: it throws where that is broken.
    const explorer = cosmiconfig("scan", { searchPlaces: SEARCH_PLACES, loaders, ignoreEmptySearchPlaces: false });
    found = (path === undefined ? await explorer.search(cwd) : await explorer.load(path)) ?? undefined;
  } catch (cause) {
    const name = path ?? pathOf(cause);
    if (isNotFound(cause, path)) throw coreError("CONFIG_NOT_FOUND", { path: showPath(path ?? "", cwd) });
    throw await toLoadError(cause, name === undefined ? "" : showPath(name, cwd));
  }
  if (path === undefined || found !== undefined) return found;
  throw coreError("CONFIG_LOAD", { path: showPath(path, cwd), reason: `it has no key "${PACKAGE_KEY}"` });
}

async function toLoadError(cause: unknown, path: string, source?: ConfigSource): Promise<ScanError> {
  const [first, ...others] = source === undefined ? [] : await findMistakes(source, cause);
  if (first !== undefined && others.length === 0) {
    return coreError("CONFIG_LOAD", { path, reason: first.message }, { cause, position: first.position });
  }
  if (first !== undefined) {
    const problems = [first, ...others].map(({ message, position }) =>
      coreError("CONFIG_SYNTAX", { reason: message }, { position }),
    );
    return coreError("CONFIG_LOAD", { path, reason: `it has ${problems.length} mistakes` }, { cause, problems });
  }
  const reason = isScanError(cause) ? cause.message : await suggestImport(explain(cause));
  return coreError("CONFIG_LOAD", { path, reason }, { cause });
}

/** What is wrong in the text; nothing where that cannot be found, as in one that is nested too deeply. */
async function findMistakes(source: ConfigSource, cause: unknown) {
  try {
    const { findTextMistakes } = await import("./positions/find_text_mistakes.ts");
    return findTextMistakes(source, cause instanceof CycleError ? cause.steps : undefined);
  } catch {
    return [];
  }
}

async function callConfig(exported: unknown, path: string, env: ConfigEnv): Promise<ScanConfig> {
  const isFunction = typeof exported === "function";
  try {
    const config: unknown = await (isFunction ? (exported as ConfigFunction)(env) : exported);
    if (isRecord(config)) return look(config);
    const what = config === undefined ? "it has no default export" : `it holds ${describe(config)}`;
    throw coreError("CONFIG_LOAD", { path, reason: `${what}; expected \`export default defineConfig({ ... })\`` });
  } catch (cause) {
    if (isScanError(cause) && cause.code === "CONFIG_LOAD") throw cause;
    const reason = `${isFunction ? "its function" : "reading it"} threw: ${toReason(cause)}`;
    throw coreError("CONFIG_LOAD", { path, reason }, { cause });
  }
}

type ConfigFunction = Extract<ConfigExport, (env: ConfigEnv) => unknown>;

/** Looks at the keys once: a getter or a proxy may throw. */
function look(config: ScanConfig): ScanConfig {
  for (const record of [config, config.pipelines]) void { ...record };
  return config;
}

function isNotFound(cause: unknown, path: string | undefined): boolean {
  return isRecord(cause) && cause.code === "ENOENT" && path !== undefined && cause.path === path;
}

function pathOf(cause: unknown): string | undefined {
  return isRecord(cause) && typeof cause.filepath === "string" ? cause.filepath : undefined;
}
