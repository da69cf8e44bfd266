import { type PluginDefinition, type SeverityLevel, type SourceHooks, severityOf } from "../../../core/kit.ts";
import {
  defineSource,
  type Logger,
  type PluginContext,
  type PreflightContext,
  type Severity,
  type Target,
} from "../../../core/mod.ts";
import { toPrintable } from "../clients/oci/mod.ts";
import { checkList, reviewList } from "./check_list.ts";
import { type ListFile, toListFile } from "./list_file.ts";
import { loadListSettings } from "./load_settings.ts";
import { type ListEntry, type RepeatedEntry, readEntries } from "./read_entries.ts";

/** The options that each source of a list has, see {@linkcode listOptions}. */
export interface ListSourceOptions {
  readonly file: string;
  readonly name?: string | undefined;
  readonly severityLevel: SeverityLevel;
}

/** What a target is made with besides its entry: the same for the whole list. */
export interface EntryContext {
  readonly file: ListFile;
  readonly minSeverity: Severity;
  /** The absolute folder that relative paths start from. */
  readonly cwd: string;
  /** The name of the plugin that fails a line. */
  readonly plugin: string;
}

/** A source whose targets stand in a text file, one a line. */
export interface ListSourceDefinition<Options, Input>
  extends Pick<PluginDefinition<Options, Input, SourceHooks>, "name" | "description" | "options" | "provides"> {
  /** What the list names: `image`. */
  readonly noun: string;
  /** What a user could write into the list, line by line. */
  readonly example: readonly string[];
  /** Makes a target of one entry: ready for the processors, or failed already. */
  toTarget(entry: ListEntry, context: EntryContext): Target | Promise<Target>;
  /** Checks more for `scan check`, after the list itself. */
  check?(file: ListFile, ctx: PreflightContext): Promise<void>;
  /** Makes what turns a target into several; undefined where each entry is one target. */
  openExpand?(options: Options, ctx: PluginContext): Promise<ExpandTarget | undefined>;
}

/** Turns the target of an entry into several. */
export type ExpandTarget = (target: Target) => Promise<readonly Target[]>;

/** How many repetitions are named one by one. */
const NAMED_REPETITIONS = 10;

/**
 * Defines the source of a list file. It is read line by line; memory holds the entries that were seen, each of which is
 * used once.
 *
 * @throws {ScanError} LIST_NOT_FOUND in the preflight; LIST_EMPTY in that of `scan check`
 * @throws {ScanError} LIST_UNREADABLE
 */
export function defineListSource<Options extends ListSourceOptions, Input>(
  definition: ListSourceDefinition<Options, Input>,
) {
  const { noun, example, toTarget, check, openExpand, ...common } = definition;
  return defineSource<Options, Input>({
    ...common,
    async preflight({ file: path, name, severityLevel }, ctx) {
      const { cwd, plugin } = ctx;
      const file = toListFile(path, cwd, name);
      ctx.claim(file.path, "reads");
      await checkList(file, { example });
      if (!ctx.isThorough) return;
      const context = { file, minSeverity: severityOf(severityLevel), cwd, plugin };
      await reviewList(file, { ctx, noun, severityLevel, toTarget: (entry) => toTarget(entry, context) });
      await check?.(file, ctx);
    },
    async setup(options, ctx) {
      const { plugin, cwd, log, signal, run } = ctx;
      const file = toListFile(options.file, cwd, options.name);
      const { severityLevel } = options;
      const { minSeverity, count } = await loadListSettings(file, {
        ...{ severityLevel, log, signal },
        asked: run.minSeverity,
      });
      const expand = await openExpand?.(options, ctx);
      return {
        // How many targets the entries stand for is known when all were expanded.
        count: () => (expand === undefined ? count : undefined),
        async *targets() {
          const repetitions = createRepetitionLog(file, log);
          for await (const entry of readEntries(file, repetitions)) {
            const target = await toTarget(entry, { file, minSeverity, cwd, plugin });
            if (expand === undefined) yield target;
            else yield* await expand(target);
          }
          repetitions.end();
        },
      };
    },
  });
}

/** Warns of one list's repetitions: of the first ten by line, of the rest as a total. */
function createRepetitionLog(file: ListFile, log: Logger) {
  let total = 0;
  return {
    onRepeated({ line, text, firstLine }: RepeatedEntry) {
      total += 1;
      if (total > NAMED_REPETITIONS) return;
      log.warn(`${file.name} line ${line}: "${toPrintable(text)}" repeats line ${firstLine}; it is used once`);
    },
    end() {
      if (total > NAMED_REPETITIONS) log.warn(`${file.name}: ${total} lines repeat earlier ones`);
    },
  };
}
