import { toReason } from "../errors/mod.ts";
import { findContractProblem } from "../plugin/contract.ts";
import type { Plugin, PluginKind } from "../plugin/define.ts";
import { isKind, isPlugin } from "../plugin/recognize.ts";
import type { SchemaIssue, StandardSchema } from "../plugin/standard_schema.ts";
import { describe, isRecord, withArticle } from "../services/values.ts";
import type { PluginCatalog } from "./catalog.ts";
import { describeIssue, formatSteps, listKeys, stepsOf } from "./describe_issue.ts";
import { findByName } from "./find_by_name.ts";
import { calling, entryOf, outside, type Place } from "./place.ts";
import type { Problems } from "./problems.ts";
import type { BoundPlugin } from "./resolved.ts";

/** Options by plugin name. */
export type PluginOptions = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** What all plugins of a config are resolved with. */
export interface ResolveParts {
  readonly catalog: PluginCatalog;
  /** The absolute folder that files and packages of plugins are looked for from. */
  readonly cwd: string;
  /** Override what the config says. */
  readonly pluginOptions: PluginOptions;
  /** What an override is called in messages, by `plugin.option`. */
  readonly flagOf: Readonly<Record<string, string>>;
  /** The names of plugins that are left out wherever they stand. */
  readonly without: readonly string[];
  /** What has been resolved already. */
  readonly known: Map<Plugin, BoundPlugin>;
  readonly problems: Problems;
}

interface ResolvePluginOptions<Kind extends PluginKind> extends ResolveParts {
  readonly kind: Kind;
  /** Where the list stands: `pipelines.remote.sinks`. */
  readonly at: Place;
  /** The lists that it stands in. */
  readonly around?: readonly unknown[];
}

/** How deep lists may be nested: far more than anybody writes. */
export const MAX_NESTING = 32;

/** Flattens a list of plugins and checks the options of each by its schema. What is no list is none: its shape has been checked. */
export async function resolvePlugins<Kind extends PluginKind>(
  list: unknown,
  options: ResolvePluginOptions<Kind>,
): Promise<readonly BoundPlugin<Plugin<Kind>>[]> {
  if (!Array.isArray(list)) return [];
  const { around = [] } = options;
  if (around.includes(list) || around.length >= MAX_NESTING) {
    const what = around.includes(list) ? "the list contains itself" : "the lists are nested too deeply";
    options.problems.add(options.at, what);
    return [];
  }
  const plugins: BoundPlugin<Plugin<Kind>>[] = [];
  for (const [index, entry] of list.entries()) {
    const at = entryOf(options.at, index);
    if (Array.isArray(entry))
      plugins.push(...(await resolvePlugins(entry, { ...options, at, around: [...around, list] })));
    else if (entry) plugins.push(...(await resolvePlugin(entry, { ...options, at })));
  }
  return plugins;
}

/** Checks one plugin, or finds it by its name, and checks its options. Returns nothing where something is wrong. */
export async function resolvePlugin<Kind extends PluginKind>(entry: unknown, options: ResolvePluginOptions<Kind>) {
  const { kind, at, known, problems } = options;
  const plugin = isPlugin(entry) ? entry : await findByName(entry, options);
  if (plugin === undefined) return [];
  if (options.without.includes(plugin.definition?.name)) return [];
  const mismatch = findContractProblem(plugin);
  if (mismatch !== undefined) {
    // What another version calls its parts is not known.
    const called = typeof plugin.definition?.name === "string" ? `"${plugin.definition.name}"` : "of unknown name";
    problems.add(at, `the ${kind} ${called} cannot be used: ${mismatch}`);
    return [];
  }
  if (!isKind(plugin, kind)) {
    problems.add(at, `expected ${withArticle(kind)}, but "${plugin.definition.name}" is ${withArticle(plugin.kind)}`);
    return [];
  }
  // One plugin that several pipelines name is one plugin: a sink among them is set up once.
  const same = known.get(plugin);
  if (same !== undefined) return [same as BoundPlugin<Plugin<Kind>>];
  const { name, options: schema } = plugin.definition;
  const overrides = listOverrides(plugin, options);
  const overriding = Object.fromEntries(overrides.map(({ option, value }) => [option, value]));
  const given = isRecord(plugin.options) ? { ...plugin.options, ...overriding } : plugin.options;
  const flagOfOption = (option: string) => overrides.findLast((override) => override.option === option)?.flag;
  // The config may use a former name; a plugin without a name in the config is none that text was read for.
  const [called = name] = isRecord(entry) && !isPlugin(entry) ? Object.keys(entry) : [];
  const place = calling(at, `${at.text} (${name})`, [called]);
  const one = { plugin, options: await checkOptions(given, { schema, at: place, flagOfOption, problems }) };
  known.set(plugin, one);
  return [one];
}

/** What a call sets for a plugin, by its name or by one that it had before; the last of one option holds. */
function listOverrides({ definition: { name, formerNames = [] } }: Plugin, { pluginOptions, flagOf }: ResolveParts) {
  const names = [...formerNames, name].filter((called) => Object.hasOwn(pluginOptions, called));
  return names.flatMap((called) =>
    Object.entries(pluginOptions[called] ?? {}).map(([option, value]) => {
      return { option, value, flag: flagOf[`${called}.${option}`] };
    }),
  );
}

interface CheckOptions {
  readonly schema: StandardSchema | undefined;
  readonly at: Place;
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
    for (const issue of result.issues) addIssue(issue, { ...check, options: value });
  } catch (error) {
    problems.add(at, `the plugin's own schema failed: ${toReason(error)}`);
  }
  return value;
}

interface AddIssueOptions extends CheckOptions {
  /** What was given. */
  readonly options: unknown;
}

function addIssue(issue: SchemaIssue, { schema, at, flagOfOption, problems, options }: AddIssueOptions): void {
  const steps = stepsOf(issue);
  const flag = flagOfOption(steps[0] ?? "");
  const where = flag === undefined ? calling(at, formatSteps(at.text, steps), steps) : outside(flag);
  // Zod names the unknown keys in `keys`; others only tell in words.
  const unknown = "keys" in issue && Array.isArray(issue.keys) ? issue.keys.map(String) : [];
  const known = unknown.length === 0 ? [] : listKeys(schema, steps);
  for (const key of unknown) problems.addUnknownKey(where, key, known);
  if (unknown.length > 0) return;
  const { expected, nearest } = describeIssue(issue, { schema, options });
  problems.add(where, expected, { nearest });
}
