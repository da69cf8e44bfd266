import type { AcceptRule } from "../accept/mod.ts";
import type { IntelPlaces } from "../intel/places.ts";
import type { Severity } from "../model/mod.ts";
import type { OwnerRuleConfig } from "../owners/mod.ts";
import type {
  EnginePlugin,
  ObserverPlugin,
  Plugin,
  ProcessorPlugin,
  SinkPlugin,
  SourcePlugin,
} from "../plugin/define.ts";
import type { FailOn } from "./fail_on.ts";

/** A plugin with its options checked and completed by its schema. */
export interface BoundPlugin<P extends Plugin = Plugin> {
  readonly plugin: P;
  readonly options: unknown;
  /** The processor that wants it where it stands, where the config does not name it. */
  readonly impliedBy?: string;
  /** Set for a sink that the pipeline brings. */
  readonly isDefault?: true;
}

/** A pipeline that can run. */
export interface ResolvedPipeline {
  readonly name: string;
  /** How many targets are in work at a time. */
  readonly jobs: number;
  readonly sources: readonly BoundPlugin<SourcePlugin>[];
  readonly processors: readonly BoundPlugin<ProcessorPlugin>[];
  readonly sinks: readonly BoundPlugin<SinkPlugin>[];
}

/** A config without problems. */
export interface ResolvedConfig {
  readonly pipelines: readonly ResolvedPipeline[];
  readonly observers: readonly BoundPlugin<ObserverPlugin>[];
  /** Absent: the processors run in this process. */
  readonly engine?: BoundPlugin<EnginePlugin>;
  /** The absolute folder that relative paths of options start from. */
  readonly cwd: string;
  /** The absolute path of the config, where it has a name: a file, or a word for one that is none. */
  readonly file?: string;
  /** The absolute folder for reports. */
  readonly outputDir: string;
  /** The least severity that is reported, whatever a target says. */
  readonly minSeverity?: Severity;
  /** What accepts findings, the first that matches. Absent where nothing does. */
  readonly accept?: readonly AcceptRule[];
  /** Who the images belong to, the last rule that matches. Absent where the config has no rules. */
  readonly owners?: readonly OwnerRuleConfig[];
  /** What makes a run exit with 1 although it has finished. */
  readonly failOn?: FailOn;
  /** Where the data about exploits are; `false` where the run does without. Absent where the config does not say. */
  readonly intel?: IntelPlaces | false;
  /** How much is shown at the end of a run, where the config says. */
  readonly summary?: "full" | "short" | "none";
  /** Whether a journal is kept, where the config says. */
  readonly journal?: boolean;
}
