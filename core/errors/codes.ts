import { defineErrors } from "./define_errors.ts";

/**
 * The errors of the core: each code with its message, hint, and whether a retry may help. Plugins have tables of
 * their own, made by the same {@linkcode defineErrors}.
 */
export const coreError = defineErrors({
  CONFIG_NOT_FOUND: {
    message: (d: { path: string }) => `There is no config file "${d.path}"`,
    hint: "Check the path after --config, or leave it out to use the built-in pipelines",
    usage: true,
  },
  CONFIG_LOAD: {
    message: (d: { path: string; reason: string }) => `Cannot load the config ${d.path}: ${d.reason}`,
    hint: "Correct the file; `scan check --verbose` shows the whole error",
    usage: true,
  },
  CONFIG_SYNTAX: {
    message: (d: { reason: string }) => d.reason,
    usage: true,
  },
  CONFIG_INVALID: {
    message: (d: { path: string; count: number }) =>
      `The config ${d.path} has ${d.count === 1 ? "a problem" : `${d.count} problems`}`,
    usage: true,
  },
  CONFIG_PROBLEM: {
    message: (d: { at: string; expected: string; nearest?: string | undefined }) => `${d.at}: ${d.expected}`,
    hint: (d: { nearest?: string | undefined }) =>
      d.nearest === undefined ? undefined : `Did you mean "${d.nearest}"?`,
    usage: true,
  },
  ACCEPT_LOAD: {
    message: (d: { path: string; reason: string }) => `Cannot load the rules in ${d.path}: ${d.reason}`,
    hint: "Correct the file: a run does not start with half of its rules",
    usage: true,
  },
  ACCEPT_INVALID: {
    message: (d: { path: string; count: number }) =>
      `The rules in ${d.path} have ${d.count === 1 ? "a problem" : `${d.count} problems`}`,
    hint: "A run does not start with half of its rules. Each needs a reason, and the last day that it holds for",
    usage: true,
  },
  ACCEPT_EXISTS: {
    message: (d: { place: string; until: string; hasEnded: boolean }) =>
      `A rule for the same is there already: ${d.place}, which ${d.hasEnded ? "ended on" : "holds until"} ${d.until}`,
    hint: "Nothing was written. Change the day of that rule",
    usage: true,
  },
  INTEL_FILE: {
    message: (d: { name: string; path: string; line?: number | undefined; reason: string }) =>
      `Cannot use the ${d.name} in ${d.path}${d.line === undefined ? "" : `:${d.line}`}: ${d.reason}`,
    hint: "`scan intel update` downloads the file anew; one that the config names is yours to replace",
    usage: true,
  },
  INTEL_UPDATE: {
    message: (d: { name: string; address: string; reason: string }) =>
      `Cannot update the ${d.name} from ${d.address}: ${d.reason}`,
    hint: "What was there before stays. Check the network and the proxy, or name a mirror with --epss or --kev",
    retryable: true,
  },
  CONFIG_EXISTS: {
    message: (d: { files: readonly string[] }) => `There is a config here already: ${d.files.join(", ")}`,
    hint: "Nothing was written. Change that config, or move it away first",
    usage: true,
  },
  SETUP_WRITE: {
    message: (d: { path: string; reason: string }) => `Cannot write "${d.path}": ${d.reason}`,
    hint: "Check the folder's permissions and the free space",
    usage: true,
  },
  USAGE: {
    message: (d: { reason: string }) => d.reason,
    hint: "`scan --help` lists commands and options",
    usage: true,
  },
  REPORT_MISSING: {
    message: (d: { folder: string }) => `There is no report in "${d.folder}"`,
    hint: "Name it: `scan explain nginx:1.27 report.json`; or name its folder with --output-dir",
    usage: true,
  },
  NOT_IN_REPORT: {
    message: (d: { word: string; path: string; isWhole: boolean; nearest: readonly string[] }) =>
      `"${d.word}" is no image, finding or package of the report "${d.path}"${d.isWhole ? "" : ", which is not whole"}`,
    hint: (d: { nearest: readonly string[] }) =>
      d.nearest.length === 0
        ? "Packages and ids are known only where something was found in them"
        : `Did you mean ${d.nearest.map((name) => `"${name}"`).join(" or ")}?`,
    usage: true,
  },
  SEVERAL_IMAGES: {
    message: (d: { word: string; count: number; names: readonly string[] }) =>
      `"${d.word}" may be any of ${d.count} images`,
    hint: (d: { names: readonly string[] }) => `Name one of them: ${d.names.join(", ")}`,
    usage: true,
  },
  PREFLIGHT_FAILED: {
    message: (d: { count: number }) =>
      `The run cannot start: ${d.count === 1 ? "something it needs is missing" : `${d.count} things it needs are missing`}`,
    usage: true,
  },
  TARGETS_AT_RISK: {
    message: (d: { count: number }) =>
      `A run can start, but it will lose targets or findings: ${d.count === 1 ? "there is a problem" : `there are ${d.count} problems`}`,
  },
  NO_SINK: {
    message: (d: { pipeline: string }) => `The pipeline "${d.pipeline}" has no sink: its findings reach no report`,
    hint: "Add one to `sinks`, for example grouped_json, or name one with --sink",
  },
  NOT_SET_UP: {
    message: (d: { files: readonly string[] }) =>
      `Nothing is set up in this folder: there is neither a scan.config.* nor one of ${d.files.join(", ")}`,
    hint: "`scan init` writes a config and a list; or name a pipeline to check",
    usage: true,
  },
  NOTHING_TO_SCAN: {
    message: (d: { reason: string }) => `There is nothing to scan: ${d.reason}`,
    hint: "Check that the list names at least one target",
  },
  ABORTED: {
    message: (d: { reason: string; isReported?: boolean; isKept?: boolean }) => `The run was interrupted: ${d.reason}`,
    hint: ({ isReported = false, isKept = false }: { isReported?: boolean; isKept?: boolean }) => {
      if (isKept) return "Finished results are saved. Run the same command with --resume to continue";
      return isReported ? "What was finished is in the report" : "Run it again";
    },
    retryable: true,
  },
  PLUGIN_FAILED: {
    message: (d: { plugin: string; hook: string; reason: string }) =>
      `The plugin "${d.plugin}" failed in ${d.hook}: ${d.reason}`,
    hint: "This is an error in the plugin itself; --verbose shows where",
  },
  RESULT_INVALID: {
    message: (d: { plugin: string; at: string; reason: string }) =>
      `Cannot use the result of the processor "${d.plugin}": ${d.at === "" ? d.reason : `${d.at}: ${d.reason}`}`,
    hint: "This is an error in the plugin itself: a processor returns nothing, an object that JSON can hold, or skip()",
  },
  TARGET_INVALID: {
    message: (d: { source: string; at: string; reason: string }) =>
      `Cannot use a target of the source "${d.source}": ${d.at === "" ? d.reason : `${d.at}: ${d.reason}`}`,
    hint: "This is an error in the plugin itself: a target is an object with id, kind, minSeverity and origin",
  },
  HOOK_TIMEOUT: {
    message: (d: { plugin: string; hook: string; seconds: number }) =>
      `The plugin "${d.plugin}" did not finish ${d.hook} within ${d.seconds} s`,
    hint: "Look for what it waits for; a plugin whose setup needs longer sets setupTimeoutMs",
  },
  HOOK_PENDING: {
    message: (d: { plugin: string; hook: string }) =>
      `The process has nothing left to wait for, but ${d.hook} of the plugin "${d.plugin}" is still pending`,
    hint: "A promise in that plugin never settles",
  },
  STALLED: {
    message: (d: { command: string }) => `The process has nothing left to wait for, but "${d.command}" is not done`,
    hint: "A promise in the config never settles",
  },
  EXITED: {
    message: (d: { code: number }) => `Something ended the process, with ${d.code}, before the command was done`,
    hint: "Look for process.exit() in a plugin or in the config: throw an error instead",
  },
  UNCAUGHT_ERROR: {
    message: (d: { reason: string }) => `An error was not caught: ${d.reason}`,
    hint: "Look for a promise or a timer in a plugin or in the config; --verbose shows where",
  },
  LOST_TARGETS: {
    message: (d: { emitted: number; accounted: number }) =>
      `${d.emitted} targets were emitted but ${d.accounted} are accounted for`,
    hint: "This is an error in hullscan; please report it with the log of --verbose",
  },
  FILE_WRITE: {
    message: (d: { path: string; reason: string }) => `Cannot write "${d.path}": ${d.reason}`,
    hint: "Check the folder's permissions and the free space, or choose another folder with --output-dir",
  },
  FILE_EXISTS: {
    message: (d: { path: string }) => `There is a file "${d.path}" already`,
    hint: "Nothing was written; name another folder with --dir",
    usage: true,
  },
  FILE_TAKEN: {
    message: (d: { path: string; plugin: string; reason: string }) =>
      `The plugin "${d.plugin}" cannot write "${d.path}": ${d.reason}`,
    hint: "Give the report another name",
    usage: true,
  },
  RESUME_CHANGED: {
    message: (d: { startedAt: string; change: string; path: string }) =>
      `Cannot resume the run of ${d.startedAt}: ${d.change}`,
    hint: (d: { path: string }) =>
      `Undo the change, or run without --resume to scan everything again; finished results stay in ${d.path}`,
    usage: true,
  },
  RESUME_UNKNOWN: {
    message: (d: { id: string; known: readonly string[] }) =>
      `There is no unfinished run "${d.id}" of these pipelines and this config (there ${d.known.length === 0 ? "is none" : `is ${d.known.join(", ")}`})`,
    hint: "Leave the id out: --resume takes the run that got furthest, and lists the others",
    usage: true,
  },
  RESUME_IN_USE: {
    message: (d: { startedAt: string; path: string }) =>
      `The run of ${d.startedAt} is still running and writes ${d.path}`,
    hint: "Wait for it to end; if it was killed on another machine, try again in half a minute",
    usage: true,
  },
  JOURNAL_UNREADABLE: {
    message: (d: { path: string; reason: string }) => `Cannot read the journal "${d.path}": ${d.reason}`,
    hint: "Correct its permissions, or delete it and run without --resume",
  },
  LOCK_TIMEOUT: {
    message: (d: { path: string; seconds: number }) => `Could not get the lock on "${d.path}" within ${d.seconds} s`,
    hint: "Another process holds it; wait for that one, or end it",
    retryable: true,
  },
  LOCK_FAILED: {
    message: (d: { path: string; reason: string }) => `Cannot lock "${d.path}": ${d.reason}`,
    hint: "Check that the folder exists and can be written",
  },
  HTTP_FAILED: {
    message: (d: { method: string; url: string; reason: string }) => `${d.method} ${d.url} failed: ${d.reason}`,
    hint: "Check the address, the network and the proxy settings",
    retryable: true,
  },
});
