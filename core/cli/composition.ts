import type { PluginCatalog } from "../config/catalog.ts";
import type { ScanConfig } from "../config/scan_config.ts";
import type { Outcome } from "../model/outcome.ts";
import type { ObserverPlugin } from "../plugin/define.ts";
import type { Redactor } from "../services/secrets/redact.ts";

/** What the program is put together from: the core's CLI knows no plugin, no preset and no demo itself. */
export interface Composition {
  readonly version: string;
  /** Loads the plugins; only commands that need them pay for it. */
  loadBuiltIn(): Promise<BuiltIn>;
  /** Flags that set an option of a plugin, wherever the plugin stands. */
  readonly pluginFlags: readonly PluginFlag[];
  /** Commands that run one pipeline each, with flags of their own. */
  readonly pipelineCommands: readonly PipelineCommand[];
  /** Commands of which core knows only how to call them. */
  readonly ownCommands: readonly OwnCommand[];
  /** Modes that stand for several pipelines: `both`. */
  readonly modes: Readonly<Record<string, readonly string[]>>;
  /** What the only pipeline of a config without names answers to as well. */
  readonly onlyName: string;
  /** The source whose list is made of the images that a call names. */
  readonly imageSource: string;
  /** The sink that `--report` adds; its options are files by format. */
  readonly reportSink: string;
  /** Loads what watches runs in the CI system that this environment is of; outside of one, nothing. */
  loadCiObservers(env: Readonly<Record<string, string | undefined>>): Promise<readonly ObserverPlugin[]>;
  /** Loads what `scan convert` does. */
  loadConvert(): Promise<Convert>;
  /** Loads what reads the reports of earlier runs. */
  loadReports(): Promise<Reports>;
  /** Pipelines that have a `--jobs-<name>` flag. */
  readonly jobsFlags: readonly string[];
  /** Sets the stage for `scan demo`. */
  openDemo(options: DemoOptions): Promise<Demo>;
}

/** Where each report goes, by format; `true` for its usual name. */
export type ReportFiles = Readonly<Record<string, string | true>>;

/** Writes an earlier run's results in other formats. Returns the absolute paths of the files. */
export type Convert = (options: {
  /** The report of the earlier run, absolute. */
  readonly path: string;
  /** Files by format. */
  readonly reports: ReportFiles;
  /** The absolute folder for the files. */
  readonly outputDir: string;
  readonly warn: (message: string) => void;
}) => Promise<readonly string[]>;

/** Reads the reports of earlier runs. */
export interface Reports {
  /**
   * Finds the newest report: of the files that the options of sinks name, and of those that have a report's usual name.
   * Returns its absolute path; nothing where there is none.
   */
  findNewest(outputDir: string, sinkOptions: readonly unknown[]): Promise<string | undefined>;
  /** @throws {ScanError} why it cannot be read; so do the outcomes */
  open(path: string): Promise<EarlierReport>;
}

/** A report of an earlier run. */
export interface EarlierReport {
  readonly label: string;
  readonly startedAt: Date;
  outcomes(): AsyncIterable<Outcome>;
  /** Whether there is less in it than there should be; known after the last outcome. */
  isInterrupted(): boolean;
  close(): Promise<void>;
}

/** What a command works with. */
export interface CommandContext extends Composition {
  /** Masks the secrets of this process, and those that plugins name while the command is at work and after it. */
  readonly redactor: Redactor;
}

/** What comes with the program. */
export interface BuiltIn {
  /** The config that holds where there is no config file. */
  readonly defaultConfig: ScanConfig;
  /** The plugins that JSON and YAML configs can name. */
  readonly catalog: PluginCatalog;
  readonly starters: Starters;
}

/** The formats that `scan init` writes a config in. */
export const CONFIG_FORMATS = ["yaml", "json", "ts", "js"] as const;
export type ConfigFormat = (typeof CONFIG_FORMATS)[number];

/** What `scan init` can set up. */
export interface Starters {
  readonly pipelines: readonly Starter[];
  /** The text of a config file with some of the pipelines. It names the schema for editors, where there is one. */
  renderConfig(format: ConfigFormat, pipelines: readonly string[], schema?: string): Promise<string>;
}

/** A pipeline of the built-in config that `scan init` can set up. */
export interface Starter {
  readonly name: string;
  /** What it scans, in a few words. */
  readonly hint: string;
  /** Whether it is set up where nothing else is said. */
  readonly isDefault: boolean;
  /** The file of its targets, beside the config, as it is before the first of them is written into it. */
  readonly file: { readonly name: string; readonly text: string };
  /** What is to be done before the first run. */
  readonly next: string;
}

/** A flag that sets an option of a plugin, or leaves the plugin out. */
export interface PluginFlag {
  /** As commander writes it: `--trivy-timeout <duration>`; `--no-cache` sets the option to false. */
  readonly flag: string;
  readonly plugin: string;
  /** Absent for a flag such as `--no-history`: the run does without the plugin. */
  readonly option?: string;
  readonly description: string;
}

/** A command that runs one pipeline, with flags of its own. */
export interface PipelineCommand {
  /** The command's name, and the pipeline's: the config's own, or else the built-in one. */
  readonly name: string;
  readonly description: string;
  readonly flags: readonly CommandFlag[];
  /** Said at the end of its help, a line each. */
  readonly notes: readonly string[];
}

/** A flag of such a command. */
export interface CommandFlag {
  /** As commander writes it: `--days <n>`, `--tags <glob...>`; without a value it is a switch. */
  readonly flag: string;
  readonly description: string;
  /** The options of plugins that it sets; of those, the pipeline must have one at least. */
  readonly sets?: readonly { readonly plugin: string; readonly option: string }[];
  /** The plugin that the run does without, of a flag such as `--no-history`. */
  readonly leavesOut?: string;
  /** What it sets them to. @default What the user gives, or true */
  readonly value?: unknown;
  /** How what the user gives is read. @default {"text"} */
  readonly type?: "text" | "number" | "numbers";
  /** The variable of this process's environment that it sets: a secret has its place there. */
  readonly env?: string;
}

/** A command that runs no pipeline, with arguments and flags of its own. */
export interface OwnCommand {
  readonly name: string;
  readonly description: string;
  /** As commander writes their names: `<query>`, `[image]`, `[run...]`. */
  readonly arguments: readonly { readonly name: string; readonly description: string }[];
  /** Besides those for the config, for the folder of reports, and for colours. */
  readonly flags: readonly OwnFlag[];
  /** Said at the end of its help, a line each. */
  readonly notes: readonly string[];
  /** Loads what it does: nothing of that is loaded for its help. */
  load(): Promise<RunOwnCommand>;
}

/** A flag of such a command. */
export interface OwnFlag extends Pick<CommandFlag, "flag" | "description" | "type"> {
  /** Flags that cannot be given with it, by the names under which commander keeps them. */
  readonly conflicts?: readonly string[];
}

/** What a command was called with. */
export interface OwnCall {
  readonly words: readonly string[];
  /** Of its own flags those that were given, by the names under which commander keeps them. */
  readonly flags: Readonly<Record<string, unknown>>;
  readonly config?: string;
  readonly outputDir?: string;
  readonly color: boolean;
}

/** Does what a command is called for. Returns the exit code. */
export type RunOwnCommand = (call: OwnCall, context: CommandContext) => Promise<number>;

/** What a demo is like. */
export interface DemoOptions {
  /** Whether it goes on with an earlier one, a day later. */
  readonly isNextDay: boolean;
  /** The absolute folder for the report. */
  readonly outputDir: string;
}

/** A demo that is ready to run. */
export interface Demo {
  readonly config: ScanConfig;
  /** The absolute folder that relative paths in it start from. */
  readonly cwd: string;
  /** What is said before it, a line each. */
  readonly before: readonly string[];
  /** What is said after it. */
  after(): readonly string[];
  close(): Promise<void>;
}
