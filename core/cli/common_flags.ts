import { type Command, Option } from "commander";
import { SEVERITIES } from "../model/severity.ts";
import { parseMore, parseOnce, parseSeconds, parseSeverity, parseText } from "./flags.ts";

/** Adds the flags of a command that runs pipelines. One with a dry run of its own brings that flag itself. */
export function addRunFlags(command: Command, { hasOwnDryRun = false } = {}): void {
  addSinkFlag(addConfigFlag(command));
  if (!hasOwnDryRun) addDryRunFlag(command);
  addOutputFlags(addProgressFlags(addResumeFlag(command)));
}

/** Adds the flag for the config file. */
export function addConfigFlag(command: Command): Command {
  return command.option(
    "--config <file>",
    "config file (default: scan.config.* in the current folder, or built-in)",
    parseOnce,
  );
}

/** Adds the flag for sinks besides those of the config. */
export function addSinkFlag(command: Command): Command {
  return command.option(
    "--sink <sink>",
    "a sink besides the config's: a name, a package (x: hullscan-sink-x) or a file (./x.ts); repeatable",
    parseMore,
  );
}

/** Adds the flag for a run that does nothing. */
export function addDryRunFlag(command: Command): Command {
  return command.option("--dry-run", "print every target with what would be done; scan nothing");
}

/** Adds the flag for a run that goes on with an earlier one. */
function addResumeFlag(command: Command): Command {
  const option = new Option("--resume [id]", "continue the unfinished run that got furthest, or the one with this id");
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
    .option("--grace <seconds>", "for what is in work to finish after Ctrl-C or SIGTERM (default: 5)", parseSeconds)
    .addOption(
      new Option("--fail-on <severity>", "exit with 1 when there is a finding as bad as this")
        .choices(SEVERITIES)
        .argParser(parseSeverity),
    )
    .option("--fail-on-caveats", "exit with 1 when a result has a caveat: it may not be all there is")
    .addOption(
      new Option("--log-format <format>", "how progress is written").choices(["pretty", "json"]).default("pretty"),
    )
    .option("-q, --quiet", "print errors only");
}

/** Adds the flags for where things go, and how much there is of them. */
export function addOutputFlags(command: Command): Command {
  return command
    .option("--output-dir <dir>", "folder for reports (default: the current one)", parseText)
    .option("--no-color", "no colours")
    .option("-v, --verbose", "print details and stack traces");
}
