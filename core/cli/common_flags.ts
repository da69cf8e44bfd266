import { type Command, Option } from "commander";
import { SUMMARY_AMOUNTS } from "../config/scan_config.ts";
import { parseMore, parseOnce, parseSeconds, parseSeverities, parseText } from "./flags.ts";
import { parseRule, RULE_WORDS } from "./gate/rule_text.ts";
import { PROGRESS_AMOUNTS } from "./terminal/live/renderer.ts";

/** Adds the flags of a command that runs pipelines. One with a dry run of its own brings that flag itself. */
export function addRunFlags(command: Command, { hasOwnDryRun = false } = {}): void {
  addReportFlag(addSinkFlag(addConfigFlag(command)));
  if (!hasOwnDryRun) addDryRunFlag(command);
  addOutputFlags(addProgressFlags(addResumeFlag(command)));
}

/** Adds the flag for the config file. */
export function addConfigFlag(command: Command): Command {
  return command.option(
    "--config <file>",
    "the config (default: scan.config.* in this folder, or built-in)",
    parseOnce,
  );
}

/** Adds the flag for sinks besides those of the config. */
export function addSinkFlag(command: Command): Command {
  return command.option(
    "--sink <sink>",
    "add a sink: a name, a package (x: hullscan-sink-x) or a file (./x.ts); repeatable",
    parseMore,
  );
}

/** Adds the flag for reports besides those of the config. */
export function addReportFlag(command: Command): Command {
  return command.option(
    "--report <format[=file]>",
    "also write this report: csv, or csv=findings.csv; repeatable",
    parseMore,
  );
}

/** Adds the flag for the severities that are reported. */
export function addSeverityFlag(command: Command): Command {
  return command.option(
    "--severity <severities>",
    "report this severity and above, whatever the lists say: HIGH, or HIGH,CRITICAL",
    parseSeverities,
  );
}

/** Adds the flag for a run that does nothing. */
export function addDryRunFlag(command: Command): Command {
  return command.option("--dry-run", "print what would happen to each target; scan nothing");
}

/** Adds the flag for a run that goes on with an earlier one. */
function addResumeFlag(command: Command): Command {
  const option = new Option("--resume [id]", "resume the unfinished run that got furthest, or the one with this id");
  option.argParser((id: string) => id || true).conflicts("dryRun");
  // A word behind the flag is a pipeline.
  option.flags = "--resume[=id]";
  return command.addOption(option);
}

/** What is parsed in place of some arguments: `--resume` takes its value in the form `--resume=ID` alone. */
export function closeOptionalFlags(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return args.map((arg, index) => (arg === "--resume" && (end === -1 || index < end) ? "--resume=" : arg));
}

/** Adds the flags for how a run shows itself, and when it fails. */
export function addProgressFlags(command: Command): Command {
  return command
    .option("--grace <seconds>", "time to finish after Ctrl-C or SIGTERM (default: 5)", parseSeconds)
    .addOption(
      new Option("--fail-on <rule>", "exit with 1 for a finding that is all of this: HIGH,fixable; repeatable")
        .choices(RULE_WORDS)
        .argParser(parseRule),
    )
    .option("--fail-on-caveats", "exit with 1 if a result may be incomplete")
    .addOption(
      new Option("--log-format <format>", "format of progress and messages on stderr")
        .choices(["pretty", "json"])
        .default("pretty"),
    )
    .addOption(
      new Option(
        "--progress <amount>",
        "every target, failures and a line each 30 s (default where CI is set), or neither",
      ).choices(PROGRESS_AMOUNTS),
    )
    .addOption(
      new Option(
        "--summary <amount>",
        "how much to print at the end (default: short on a terminal, else full)",
      ).choices(SUMMARY_AMOUNTS),
    )
    .option("--no-ci", "no annotations and no job summary in GitHub Actions, no folded log in GitLab")
    .option("-q, --quiet", "print errors only");
}

/** Adds the flag for the folder of reports. */
export function addOutputFolderFlag(command: Command): Command {
  return command.option("--output-dir <dir>", "the folder for reports (default: this folder)", parseText);
}

/** Adds the flags for where things go, and how much there is of them. */
export function addOutputFlags(command: Command): Command {
  return addOutputFolderFlag(command)
    .option("--no-color", "no colours")
    .option("-v, --verbose", "print details and stack traces");
}
