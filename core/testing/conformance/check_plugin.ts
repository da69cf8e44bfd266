import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { AnyFactory } from "../../config/catalog.ts";
import { toReason } from "../../errors/mod.ts";
import { findContractProblem } from "../../plugin/contract.ts";
import type { Plugin, PluginKind } from "../../plugin/define.ts";
import { isPluginFactory } from "../../plugin/recognize.ts";
import type { SchemaIssue, SchemaResult } from "../../plugin/standard_schema.ts";
import { toFileReason } from "../../services/files/file_error.ts";
import { isRecord } from "../../services/values.ts";
import { checkRunning } from "./check_running.ts";

const UNKNOWN = "noSuchOption";

const NAME = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/;
const KEY = /^[a-zA-Z][\w-]*$/;

/** Options of `checkPlugin()`. */
export interface CheckPluginOptions {
  /** Options that it can run with. @default {{}} */
  readonly options?: unknown;
  /** The absolute folder that has the plugin's readme. @default The readme is not checked */
  readonly folder?: string;
  /** The absolute folder that relative paths of options start from. @default The current folder */
  readonly cwd?: string;
  /**
   * Whether the plugin is set up and released, too. For that, what it needs has to be there. It is given one target or
   * outcome of a run that is interrupted, so name no address in the options where that must not arrive.
   * @default {true}
   */
  readonly running?: boolean;
}

/**
 * Checks that a plugin keeps the rules which its users and the framework rely on, and says which it breaks:
 *
 * - `factory`: it is what `defineSource`, `defineProcessor` or `defineSink` gave, and of this contract's version
 * - `name`, `needs`, `provides`: they can be written in configs, and do not contradict each other
 * - `options`: those that were given are accepted; one that there is not is refused by its name; each is described
 * - `readme`: there is one, and it names each option
 * - `preflight`, `setup`: they succeed, and throw ScanErrors only; `hooks`: those of its kind, and no other
 * - `dispose`: it succeeds, and leaves nothing open that keeps a process alive
 * - `interrupt`: after an interruption its hooks end soon
 *
 * @example
 * ```ts
 * import { defineSink } from "hullscan";
 * import { checkPlugin } from "hullscan/testing";
 *
 * const myPager = defineSink({ name: "myPager", setup: () => ({ write() {} }) });
 * const broken = await checkPlugin(myPager);
 * if (broken.join() !== 'name: "myPager" is not in snake_case') throw new Error(broken.join("\n"));
 * ```
 *
 * @returns One line for each broken rule, `RULE: what is wrong`; none where all is well
 */
export async function checkPlugin(
  factory: AnyFactory<PluginKind>,
  { options = {}, folder, cwd = process.cwd(), running = true }: CheckPluginOptions = {},
): Promise<readonly string[]> {
  if (!isPluginFactory(factory)) {
    return ["factory: it is not a result of defineSource() or the like"];
  }
  const mismatch = findContractProblem(factory);
  if (mismatch !== undefined) return [`factory: ${mismatch}`];
  const plugin = factory(options as never);
  const { definition } = plugin;
  const seen = [
    ...checkDefinition(definition),
    ...(await checkOptions(definition, options)),
    ...(folder === undefined ? [] : await checkReadme(definition, folder)),
  ];
  return running ? [...seen, ...(await checkRunning(plugin, cwd))] : seen;
}

/** Checks what a plugin says about itself. */
function checkDefinition({ name, needs = [], provides = [] }: Plugin["definition"]): readonly string[] {
  const lists = { needs, provides };
  const problems = NAME.test(name) ? [] : [`name: "${name}" is not in snake_case`];
  for (const [list, keys] of Object.entries(lists)) {
    const wrong = keys.filter((key) => typeof key !== "string" || !KEY.test(key));
    const repeated = keys.filter((key, index) => keys.indexOf(key) !== index);
    problems.push(...wrong.map((key) => `${list}: "${String(key)}" is not a key`));
    problems.push(...repeated.map((key) => `${list}: "${key}" is there twice`));
  }
  return problems;
}

/** Checks that there is a readme, and that it names the plugin and each option. */
async function checkReadme({ name, options }: Plugin["definition"], folder: string): Promise<readonly string[]> {
  try {
    const file = (await readdir(folder)).find((entry) => entry.toLowerCase() === "readme.md");
    if (file === undefined) return [`readme: there is no readme.md in ${folder}`];
    const text = await readFile(join(folder, file), "utf8");
    const silent = Object.keys(shapeOf(options)).filter((option) => !text.includes(`\`${option}\``));
    const problems = silent.map((option) => `readme: it does not name the option \`${option}\``);
    return text.includes(name) ? problems : [`readme: it does not name the plugin, ${name}`, ...problems];
  } catch (error) {
    return [`readme: ${folder} cannot be read: ${toFileReason(error)}`];
  }
}

/** Checks that the options are accepted, that one there is not is refused by its name, and that each is described. */
async function checkOptions({ options: schema }: Plugin["definition"], options: unknown): Promise<readonly string[]> {
  if (schema === undefined) return [];
  const standard: unknown = schema["~standard"];
  if (!isRecord(standard) || standard.version !== 1 || typeof standard.validate !== "function") {
    return ["options: the schema is no Standard Schema of version 1"];
  }
  const silent = Object.entries(shapeOf(schema)).filter(([, option]) => !isRecord(option) || !option.description);
  const problems = silent.map(([name]) => `options: "${name}" has no description`);
  try {
    const accepted: SchemaResult<unknown> = await schema["~standard"].validate(options);
    for (const { message } of accepted.issues ?? []) problems.push(`options: the plugin refuses them: ${message}`);
    const refused = await schema["~standard"].validate({ ...(isRecord(options) ? options : {}), [UNKNOWN]: true });
    if (!refused.issues) problems.push("options: unknown ones are accepted, so a mistyped one goes unnoticed");
    else if (!refused.issues.some(isNamed)) problems.push("options: unknown ones are refused without their name");
  } catch (error) {
    problems.push(`options: the schema throws: ${toReason(error)}`);
  }
  return problems;
}

/** The options by name, where the schema says them: that of zod does. */
function shapeOf(schema: unknown): Readonly<Record<string, unknown>> {
  return isRecord(schema) && isRecord(schema.shape) ? schema.shape : {};
}

function isNamed(issue: SchemaIssue): boolean {
  const keys = "keys" in issue && Array.isArray(issue.keys) ? issue.keys : [];
  const path = (issue.path ?? []).map((step) => (typeof step === "object" ? step.key : step));
  return issue.message.includes(UNKNOWN) || keys.includes(UNKNOWN) || path.includes(UNKNOWN);
}
