import type { AcceptRuleConfig } from "../accept/rule_config.ts";
import type { IntelConfig } from "../intel/places.ts";
import type { FindingKind, Severity, SeverityLevel } from "../model/mod.ts";
import type { OwnerRuleConfig } from "../owners/mod.ts";
import type { MaybePromise } from "../plugin/context.ts";
import type { EnginePlugin, ObserverPlugin, ProcessorPlugin, SinkPlugin, SourcePlugin } from "../plugin/define.ts";

/** How many targets may be in work at a time. More make no run faster, and their lanes alone take time and memory. */
export const MAX_JOBS = 1024;

/** How much is shown at the end of a run. */
export const SUMMARY_AMOUNTS = ["full", "short", "none"] as const;

/** A list of plugins. Nested lists are flattened, falsy entries left out: `isCi && slack()`. */
export type PluginList<P> = readonly (P | PluginList<P> | Falsy)[];

/** An entry that is left out. */
export type Falsy = false | null | undefined | "" | 0;

/** One pipeline: where targets come from, and what is done with them. */
export interface PipelineConfig {
  readonly sources: PluginList<SourcePlugin>;
  readonly processors?: PluginList<ProcessorPlugin> | undefined;
  /** How many targets are in work at a time: 1 to 1024. @default {1} */
  readonly jobs?: number | undefined;
  /** Sinks of this pipeline, instead of the config's. */
  readonly sinks?: PluginList<SinkPlugin> | undefined;
  /**
   * Sinks that the pipeline gets besides those, each unless they have one of its name: presets bring their history so.
   * Pipelines that bring one of the same name with the same options share it.
   */
  readonly defaultSinks?: PluginList<SinkPlugin> | undefined;
  /** Set where nothing is to be scanned: else the command line takes a pipeline without a scanner for a mistake. */
  readonly scanless?: boolean | undefined;
}

/**
 * A pipeline, or a function that makes it. The function is called only when its pipeline runs or is checked, so that
 * what one needs is not loaded, or asked for, where another runs.
 */
export type PipelineEntry = PipelineConfig | (() => MaybePromise<PipelineConfig>);

/** A severity as configs write it. */
export type GateSeverity = Severity | Lowercase<Severity> | SeverityLevel;

/** What fails a run: a finding that meets all conditions of the rule; and beside them, whatever they are, caveats and stale rules. */
export interface GateRule {
  /** This severity or above. */
  readonly severity?: GateSeverity | undefined;
  /** No vulnerabilities that no version fixes; other kinds of findings count. */
  readonly fixable?: boolean | undefined;
  /** Findings that an earlier run did not have: the sink `history` knows. Where nothing was compared, each counts as new. */
  readonly newOnly?: boolean | undefined;
  /** Findings of these kinds. */
  readonly kinds?: readonly FindingKind[] | undefined;
  /** Vulnerabilities that are known to be exploited. No run knows that so far: a rule with it is refused. */
  readonly kev?: boolean | undefined;
  /** A probability of an exploit of this or above, 0 to 1. No run knows that so far: a rule with it is refused. */
  readonly epss?: number | undefined;
  /** A CVSS score of this or above, 0 to 10; a finding without a score has the highest one of its severity. */
  readonly cvss?: number | undefined;
  /** Targets with a caveat: with any, or with one of these codes. */
  readonly caveats?: boolean | readonly string[] | undefined;
  /** Rules for accepted findings that have ended, or that match nothing in a run that has looked at all of its targets. */
  readonly rules?: readonly ("ended" | "unused")[] | undefined;
}

/** The config, as a config file exports it. */
export interface ScanConfig extends Omit<PipelineConfig, "sources"> {
  /** Where the JSON Schema of configs is, for editors; nothing else reads it. */
  readonly $schema?: string | undefined;
  /** Pipelines by name. A config with a single one may put its keys at top level instead: it is called `default`. */
  readonly pipelines?: Readonly<Record<string, PipelineEntry | Falsy>> | undefined;
  /** Of a single pipeline. */
  readonly sources?: PluginList<SourcePlugin> | undefined;
  /** Where the outcomes of all pipelines go. */
  readonly sinks?: PluginList<SinkPlugin> | undefined;
  /** What watches the run. */
  readonly observers?: PluginList<ObserverPlugin> | undefined;
  /** Where the processors of a target run. @default In this process */
  readonly engine?: EnginePlugin | Falsy;
  /** For all pipelines that do not say it themselves. */
  readonly scanless?: boolean | undefined;
  /** The folder for reports, relative to the config's folder. @default The current folder */
  readonly outputDir?: string | undefined;
  /**
   * Makes the run exit with 1 when there is a finding at this severity or above; in any case, or as a level, 1 to 5. A rule
   * has more conditions; of several rules in a list, one is enough.
   */
  readonly failOn?: GateSeverity | GateRule | readonly (GateSeverity | GateRule)[] | undefined;
  /**
   * Rules for findings that are accepted, besides those in `scan.accept.yaml` beside the config; a text is the path of a
   * file with rules. Reports mark accepted findings, and no gate counts them. Of two rules that match, the first decides.
   */
  readonly accept?: readonly (string | AcceptRuleConfig)[] | undefined;
  /**
   * Who the images belong to. Of several rules that match, the last decides. A label `owner` of the source comes before all
   * of them.
   */
  readonly owners?: readonly OwnerRuleConfig[] | undefined;
  /**
   * What is known about exploits, for reports, for their order and for the gate: predictions (EPSS), and what is exploited
   * already (KEV). `scan intel update` downloads both; `false` does without.
   * @default What is in `.hullscan/intel`
   */
  readonly intel?: IntelConfig | false | undefined;
  /**
   * Whether a run that a CI system starts also reports there: on GitHub Actions as annotations and in the
   * job's summary; in GitLab it folds the log.
   * @default {true}
   */
  readonly ci?: boolean | undefined;
  /**
   * How much the terminal shows at the end of a run: `short` is one screen; `full` has shares by component type besides; `none`
   * names only what could not be scanned, and the reports.
   * @default `short` on a terminal, else `full`
   */
  readonly summary?: "full" | "short" | "none" | undefined;
  /**
   * Whether a journal of the outcomes is kept in the folder for reports as long as the run goes on, for `--resume`.
   * @default Yes where a sink writes a report and the command line runs it
   */
  readonly journal?: boolean | undefined;
}

/** The argument of a config function. */
export interface ConfigEnv {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** The current folder. */
  readonly cwd: string;
}

/** A config, or a function that makes one. */
export type ConfigExport = ScanConfig | ((env: ConfigEnv) => MaybePromise<ScanConfig>);

/**
 * Returns the config unchanged. It gives your editor the types.
 *
 * @example
 * ```ts
 * import { defineConfig } from "hullscan";
 * import { remote } from "hullscan/configs";
 * import { groupedJson, stdoutFilename } from "hullscan/plugins";
 *
 * export default defineConfig({
 *   pipelines: { remote: remote({ file: "input_images.txt", jobs: 4 }) },
 *   sinks: [groupedJson(), stdoutFilename()],
 * });
 * ```
 */
export function defineConfig(config: ScanConfig): ScanConfig;
export function defineConfig(config: Exclude<ConfigExport, ScanConfig>): Exclude<ConfigExport, ScanConfig>;
export function defineConfig(config: ConfigExport): ConfigExport {
  return config;
}
