import type { AnyFactory } from "../../config/catalog.ts";
import { findContractProblem } from "../../plugin/contract.ts";
import { isPluginFactory, type PluginKind } from "../../plugin/define.ts";
import { checkDefinition } from "./check_definition.ts";
import { checkOptions } from "./check_options.ts";
import { checkReadme } from "./check_readme.ts";
import { checkRunning } from "./check_running.ts";

/** What a plugin is checked with. */
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
    return ["factory: it is not what defineSource(), defineProcessor() or defineSink() gave"];
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
