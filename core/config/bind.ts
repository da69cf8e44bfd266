import { toReason } from "../errors/mod.ts";
import { isPlugin, type Plugin, type PluginKind } from "../plugin/define.ts";
import type { SchemaIssue, StandardSchema } from "../plugin/standard_schema.ts";
import type { PluginCatalog } from "./catalog.ts";
import { findNearest } from "./nearest.ts";
import { describe, isRecord, type Problems } from "./problems.ts";
import type { BoundPlugin } from "./resolved.ts";

/** Options by plugin name. */
export type PluginOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What all lists of a config are bound with. */
export interface BindParts {
  readonly catalog: PluginCatalog;
  /** Override what the config says. */
  readonly pluginOptions: PluginOptions;
  /** What an override is called in messages, by `plugin.option`. */
  readonly flagOf: Readonly<Record<string, string>>;
  /** What is bound already. */
  readonly bound: Map<Plugin, BoundPlugin>;
  readonly problems: Problems;
}

interface BindOptions<Kind extends PluginKind> extends BindParts {
  readonly kind: Kind;
  /** Where the list stands: `pipelines.remote.sinks`. */
  readonly at: string;
}

/** Reads a list of plugins, flattens it and checks the options of each by its schema. */
export async function bindPlugins<Kind extends PluginKind>(
  list: unknown,
  options: BindOptions<Kind>,
): Promise<readonly BoundPlugin<Plugin<Kind>>[]> {
  if (list === undefined) return [];
  if (!Array.isArray(list)) {
    options.problems.add(options.at, `expected a list of ${options.kind}s, not ${describe(list)}`);
    return [];
  }
  const bound: BoundPlugin<Plugin<Kind>>[] = [];
  for (const [index, entry] of list.entries()) {
    const at = `${options.at}[${index}]`;
    if (Array.isArray(entry)) bound.push(...(await bindPlugins(entry, { ...options, at })));
    else if (entry) bound.push(...(await bindOne(entry, { ...options, at })));
  }
  return bound;
}

async function bindOne<Kind extends PluginKind>(entry: unknown, options: BindOptions<Kind>) {
  const plugin = isPlugin(entry) ? entry : await findByName(entry, options);
  if (plugin === undefined) return [];
  const { kind, at, pluginOptions, flagOf, bound, problems } = options;
  if (!isKind(plugin, kind)) {
    problems.add(at, `expected a ${kind}, but "${plugin.definition.name}" is a ${plugin.kind}`);
    return [];
  }
  // One plugin that several pipelines name is one plugin: a sink among them is set up once.
  const known = bound.get(plugin);
  if (known !== undefined) return [known as BoundPlugin<Plugin<Kind>>];
  const { name, options: schema } = plugin.definition;
  const overrides = Object.hasOwn(pluginOptions, name) ? pluginOptions[name] : undefined;
  const given = isRecord(plugin.options) ? { ...plugin.options, ...overrides } : plugin.options;
  const flagOfOption = (option: string) =>
    overrides !== undefined && Object.hasOwn(overrides, option) ? flagOf[`${name}.${option}`] : undefined;
  const one = { plugin, options: await checkOptions(given, { schema, at: `${at} (${name})`, flagOfOption, problems }) };
  bound.set(plugin, one);
  return [one];
}

function isKind<Kind extends PluginKind>(plugin: Plugin, kind: Kind): plugin is Plugin<Kind> {
  return plugin.kind === kind;
}

/** A plugin by name: `"image_list"` or `{ "image_list": { "file": "images.txt" } }`. */
async function findByName<Kind extends PluginKind>(entry: unknown, { kind, at, catalog, problems }: BindOptions<Kind>) {
  const keys = isRecord(entry) ? Object.keys(entry) : [];
  const name = typeof entry === "string" ? entry : keys.length === 1 ? keys[0] : undefined;
  if (name === undefined) {
    problems.add(at, `expected a ${kind} plugin, its name, or { name: options }, not ${describe(entry)}`);
    return undefined;
  }
  const factories = catalog[kind];
  if (!Object.hasOwn(factories, name)) {
    const known = Object.keys(factories);
    const nearest = findNearest(name, known);
    const mean = nearest === undefined ? "" : `; did you mean "${nearest}"?`;
    problems.add(at, `there is no ${kind} "${name}"; known are ${known.join(", ") || "none"}${mean}`);
    return undefined;
  }
  const given = isRecord(entry) ? entry[name] : undefined;
  const factory = await factories[name]?.();
  return factory?.((given ?? {}) as never);
}

interface CheckOptions {
  readonly schema: StandardSchema | undefined;
  readonly at: string;
  /** The flag that an option was set by. */
  readonly flagOfOption: (option: string) => string | undefined;
  readonly problems: Problems;
}

async function checkOptions(value: unknown, check: CheckOptions): Promise<unknown> {
  const { schema, at, problems } = check;
  if (!isRecord(value)) {
    problems.add(at, `expected an object of options, not ${describe(value)}`);
    return value;
  }
  if (schema === undefined) {
    for (const key of Object.keys(value)) problems.addUnknownKey(at, key, []);
    return value;
  }
  try {
    const result = await schema["~standard"].validate(value);
    if (!result.issues) return result.value;
    for (const issue of result.issues) addIssue(issue, check);
  } catch (error) {
    problems.add(at, `the plugin's own schema failed: ${toReason(error)}`);
  }
  return value;
}

function addIssue(issue: SchemaIssue, { schema, at, flagOfOption, problems }: CheckOptions): void {
  const path = (issue.path ?? []).map((step) => String(typeof step === "object" ? step.key : step));
  const where = flagOfOption(path[0] ?? "") ?? [at, ...path].join(".");
  // Zod names the unknown keys in `keys`, and an object schema its known ones in `shape`; others only tell in words.
  const unknown = "keys" in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : [];
  const known =
    schema && path.length === 0 && "shape" in schema && isRecord(schema.shape) ? Object.keys(schema.shape) : [];
  if (unknown.length === 0 || known.length === 0) problems.add(where, issue.message);
  else for (const key of unknown) problems.addUnknownKey(where, key, known);
}
