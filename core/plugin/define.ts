import type { AcceptRule } from "../accept/mod.ts";
import type { ScanData } from "../model/record.ts";
import type { Target, TargetKind } from "../model/target.ts";
import type { MaybePromise, PluginContext, PreflightContext } from "./context.ts";
import { CONTRACT_VERSION, PLUGIN_BRAND } from "./contract.ts";
import type {
  EngineHooks,
  ObserverHooks,
  PlanHooks,
  ProcessorHooks,
  RematchHooks,
  SinkHooks,
  SourceHooks,
} from "./hooks.ts";
import type { PlanStep } from "./plan_step.ts";
import type { StandardSchema } from "./standard_schema.ts";

/** What plugins need and provide: a kind of target, a key of the data, a digest, finished files, their names on stdout. */
export type Capability = TargetKind | keyof ScanData | "digest" | "artifact" | "stdout";

/** The definition of a plugin. Its schema turns the user's `Input` into `Options`. */
export interface PluginDefinition<Options, Input, Hooks> {
  /** In snake_case, as JSON and YAML configs name it. */
  readonly name: string;
  /** Names that it had before, which configs may still use. Options that a call sets under one of them are its own. */
  readonly formerNames?: readonly string[];
  /** The one of them that a config uses where it names this definition: a run warns of it, once. */
  readonly formerName?: string;
  /** What it does, in a few words, for `scan list` and editors. */
  readonly description?: string;
  /** Any Standard Schema; without one the plugin takes no options. */
  readonly options?: StandardSchema<Input, Options>;
  /** What must be provided by a plugin before this one. */
  readonly needs?: readonly Capability[];
  readonly provides?: readonly Capability[];
  /** How long `setup` may take, in milliseconds. @default {60_000} */
  readonly setupTimeoutMs?: number;
  /**
   * Checks what the plugin needs (a binary, a file, a login) before any work; throws ScanErrors. `scan check` asks for
   * more than a run, see {@linkcode PreflightContext}.
   */
  preflight?(options: Options, ctx: PreflightContext): MaybePromise<void>;
  /** Checksum of external inputs that affect results, such as files. A run is not resumed if it has changed. */
  fingerprint?(options: Options, ctx: PluginContext): MaybePromise<string>;
  /** Acquires what the plugin needs and returns its hooks. */
  setup(options: Options, ctx: PluginContext): MaybePromise<Hooks>;
}

/** The definition of a processor, which may plan for `--dry-run`. */
export interface ProcessorDefinition<Options, Input> extends PluginDefinition<Options, Input, ProcessorHooks> {
  /**
   * Whether it only queries something about a target and leaves nothing to clean up. At the head of a pipeline it then
   * runs a few targets ahead. Results for targets that do not get their turn are dropped. @default {false}
   */
  readonly looksAhead?: boolean;
  /** What it does with a target, in a word, for those who watch: `scanning`. @default The processor's name */
  readonly activity?: string;
  /**
   * Whether it has targets scanned by somebody else, and so is a scanner although it does not provide `findings`.
   * @default {() => false}
   */
  scans?(options: Options): boolean;
  /**
   * The codes of the caveats that its results may have, `[]` for none. Where all processors say so, `failOn` takes no
   * other code: a gate with a mistyped one would never be hit.
   */
  readonly caveats?: readonly string[];
  /**
   * Returns a processor that should run before this one. It is added if nothing in the pipeline provides the same;
   * `scan check` shows it. Load it here, so that it costs nothing if it is not needed.
   */
  implies?(options: Options): MaybePromise<ProcessorPlugin | undefined>;
  /**
   * Returns the options with which it also provides what sinks of its pipeline want; the same ones where it provides none
   * of that. What decides about results is in its options alone, so results of other options are not taken for these.
   */
  adapt?(options: Options, wanted: ReadonlySet<Capability>): Options;
  /** Says what it would do with a target, for `--dry-run`. @default `run NAME` */
  plan?(options: Options, target: Target): PlanStep;
  /** The same where that takes a registry or a store: opened in a dry run instead of `setup`. It changes nothing. */
  openPlan?(options: Options, ctx: PluginContext): MaybePromise<PlanHooks>;
  /** Opens what it knows of images, for `scan rematch`. In a dry run they are only listed: nothing is downloaded. */
  openRematch?(options: Options, ctx: PluginContext, isDryRun: boolean): MaybePromise<RematchHooks>;
  /** Returns what its options accept, of whoever's findings in its pipeline. Called once, on the machine of the run. */
  accept?(options: Options, ctx: PluginContext): MaybePromise<readonly AcceptRule[]>;
}

/** A sink can also say what it would like to be handed. */
export interface SinkDefinition<Options, Input> extends PluginDefinition<Options, Input, SinkHooks> {
  /**
   * The data that it can do without, and writes more with. A processor of the pipeline that can provide them then does,
   * see {@linkcode ProcessorDefinition.adapt}.
   */
  wants?(options: Options): readonly Capability[];
}

/** The definition of an engine, which may say that it runs processors on other machines. */
export interface EngineDefinition<Options, Input> extends PluginDefinition<Options, Input, EngineHooks> {
  /**
   * Whether the processors run elsewhere. Then the machine of the run need not have what they need, and their preflight
   * is left to the workers: `openPipeline()` runs it there. @default {false}
   */
  readonly runsElsewhere?: boolean;
}

/** A plugin with its user's options, not yet checked. */
export interface Plugin<Kind extends PluginKind = PluginKind> {
  /** The version of the contract that it was made for. */
  readonly [PLUGIN_BRAND]: number;
  readonly kind: Kind;
  readonly definition: DefinitionOf<Kind, unknown>;
  readonly options: unknown;
}

/** The five kinds of plugins. */
export type PluginKind = "source" | "processor" | "sink" | "observer" | "engine";
/** A source, as a config lists it: a plugin with its options. */
export type SourcePlugin = Plugin<"source">;
/** A processor, as a config lists it: a plugin with its options. */
export type ProcessorPlugin = Plugin<"processor">;
/** A sink, as a config lists it: a plugin with its options. */
export type SinkPlugin = Plugin<"sink">;
/** An observer, as a config lists it: a plugin with its options. */
export type ObserverPlugin = Plugin<"observer">;
/** An engine, as a config lists it: a plugin with its options. */
export type EnginePlugin = Plugin<"engine">;

/** The definition that belongs to a kind. */
export type DefinitionOf<Kind extends PluginKind, Options, Input = unknown> = {
  source: PluginDefinition<Options, Input, SourceHooks>;
  processor: ProcessorDefinition<Options, Input>;
  sink: SinkDefinition<Options, Input>;
  observer: PluginDefinition<Options, Input, ObserverHooks>;
  engine: EngineDefinition<Options, Input>;
}[Kind];

/** Makes plugins of one definition; the options may be left out where none is required. */
export type PluginFactory<Kind extends PluginKind, Input> = FactoryMark<Kind> &
  (unknown extends Input
    ? () => Plugin<Kind>
    : Record<never, never> extends Input
      ? (options?: Input) => Plugin<Kind>
      : (options: Input) => Plugin<Kind>);

/** What a factory can be known by, before it is called. */
export interface FactoryMark<Kind extends PluginKind = PluginKind> {
  /** The version of the contract that its plugins are made for. */
  readonly [PLUGIN_BRAND]: number;
  readonly kind: Kind;
}

function define<Kind extends PluginKind, Options, Input>(kind: Kind, definition: DefinitionOf<Kind, Options, Input>) {
  const mark = { [PLUGIN_BRAND]: CONTRACT_VERSION, kind };
  const factory = (options: unknown = {}): Plugin<Kind> => ({ ...mark, definition, options });
  return Object.assign(factory, mark) as PluginFactory<Kind, Input>;
}

/** Defines a source, which emits targets. */
export function defineSource<Options, Input>(definition: PluginDefinition<Options, Input, SourceHooks>) {
  return define<"source", Options, Input>("source", definition);
}

/** Defines a processor, which works on each target. */
export function defineProcessor<Options, Input>(definition: ProcessorDefinition<Options, Input>) {
  return define<"processor", Options, Input>("processor", definition);
}

/**
 * Defines a sink, which gets the outcome of each target.
 *
 * @example A sink of one's own
 * ```ts
 * import { defineSink } from "hullscan";
 *
 * const countFailures = defineSink({
 *   name: "count_failures",
 *   setup(_options, ctx) {
 *     let failures = 0;
 *     return {
 *       write(outcome) {
 *         if (outcome.status === "failed") failures += 1;
 *       },
 *       end() {
 *         ctx.log.info(`${failures} failures`);
 *       },
 *     };
 *   },
 * });
 * if (countFailures().kind !== "sink") throw new Error("not a sink");
 * ```
 */
export function defineSink<Options, Input>(definition: SinkDefinition<Options, Input>) {
  return define<"sink", Options, Input>("sink", definition);
}

/**
 * Defines an observer: what watches a run. It hears of everything that happens, with secrets masked, and changes nothing.
 *
 * @example Count the failures
 * ```ts
 * import { filter, map, scan } from "rxjs";
 * import { defineObserver } from "hullscan";
 *
 * const failures = defineObserver({
 *   name: "failures",
 *   setup: (_options, ctx) => ({
 *     observe: (events$) =>
 *       events$.pipe(
 *         filter((event) => event.type === "target.finished" && event.outcome.status === "failed"),
 *         scan((count) => count + 1, 0),
 *         map((count) => ctx.log.debug(`${count} so far`)),
 *       ),
 *   }),
 * });
 * if (failures().kind !== "observer") throw new Error("not an observer");
 * ```
 */
export function defineObserver<Options, Input>(definition: PluginDefinition<Options, Input, ObserverHooks>) {
  return define<"observer", Options, Input>("observer", definition);
}

/**
 * Defines an engine: where the processors of one target run.
 *
 * @example One target at a time, however many lanes there are
 * ```ts
 * import { defineEngine } from "hullscan";
 * import { serially } from "hullscan/kit";
 *
 * const oneByOne = defineEngine({
 *   name: "one_by_one",
 *   setup: () => ({
 *     async open(pipeline) {
 *       const here = await pipeline.openHere();
 *       const inTurn = serially();
 *       return { process: (target) => inTurn(() => here.process(target)) };
 *     },
 *   }),
 * });
 * if (oneByOne().kind !== "engine") throw new Error("not an engine");
 * ```
 */
export function defineEngine<Options, Input>(definition: EngineDefinition<Options, Input>) {
  return define<"engine", Options, Input>("engine", definition);
}
