import { Argument, type Command, Option } from "commander";
import type { PluginKind } from "../plugin/define.ts";
import type { AcceptFlags } from "./commands/accept.ts";
import type { CompletionFlags } from "./commands/completion.ts";
import type { ConvertFlags } from "./commands/convert.ts";
import type { ExplainFlags } from "./commands/explain.ts";
import type { InitFlags } from "./commands/init.ts";
import type { ListFlags } from "./commands/list.ts";
import type { NewFlags, NewPluginArguments } from "./commands/new.ts";
import { addConfigFlag, addOutputFlags, addOutputFolderFlag } from "./common_flags.ts";
import { SHELLS, type Shell } from "./completion/shells.ts";
import { CONFIG_FORMATS } from "./composition.ts";
import { SUBJECTS } from "./explain/choose_subject.ts";
import { parseMore, parseOnce, parseText } from "./flags.ts";

/** What the commands do that scan nothing. */
export interface ToolActions {
  init(flags: InitFlags): Promise<void>;
  create(plugin: NewPluginArguments, flags: NewFlags): Promise<void>;
  completion(program: Command, flags: CompletionFlags): Promise<void>;
  list(names: readonly string[], flags: ListFlags): Promise<void>;
  convert(report: string, flags: ConvertFlags): Promise<void>;
  accept(ids: readonly string[], flags: AcceptFlags): Promise<void>;
  explain(word: string, report: string | undefined, flags: ExplainFlags): Promise<void>;
}

const PLUGIN_KINDS: readonly PluginKind[] = ["source", "processor", "sink", "observer", "engine"];

/** Adds the commands that scan nothing: they help to set things up and to look things up. */
export function addToolCommands(program: Command, actions: ToolActions): void {
  program
    .command("init")
    .description("write a config and its lists into this folder")
    .option("--pipelines <names>", "pipelines to set up, separated by commas (default: remote)", parseText)
    .addOption(
      new Option("--format <format>", "format of the config (default: ts beside a tsconfig.json, else yaml)").choices(
        CONFIG_FORMATS,
      ),
    )
    .option("-y, --yes", "do not ask; use defaults")
    .action((flags: InitFlags) => actions.init(flags));

  program
    .command("new")
    .description("write a plugin of your own, with options, test and readme")
    .addArgument(new Argument("<kind>", "kind of plugin").choices(PLUGIN_KINDS))
    .argument("<name>", "its name in configs, for example my_pager")
    .option("--dir <dir>", "the folder to write (default: the package's name, hullscan-sink-my-pager)", parseText)
    .action((kind: PluginKind, name: string, flags: NewFlags) => actions.create({ kind, name }, flags));

  program
    .command("list")
    .argument("[plugin...]", "names of plugins (default: all)")
    .description("print the plugins with their options and defaults")
    .option("--json", "print JSON")
    .addOption(new Option("--schema", "print the JSON Schema of a config, for editors").conflicts("json"))
    .action((names: string[], flags: ListFlags) => actions.list(names, flags));

  addOutputFlags(
    program
      .command("convert")
      .argument("<report>", "an earlier report: JSON, or NDJSON of --report ndjson")
      .description("write an earlier report in other formats; scan nothing")
      .requiredOption("--to <format[=file]>", "the format: csv, or csv=findings.csv; repeatable", parseMore),
  ).action((report: string, flags: ConvertFlags) => actions.convert(report, flags));

  const explain = program
    .command("explain")
    .argument("<image|id|package>", "an image, a finding's id (CVE-2023-4911) or a package of the report")
    .argument("[report]", "JSON, or NDJSON of --report ndjson (default: the newest in the folder for reports)")
    .description("print what a report knows of an image, a finding or a package; scan nothing")
    .addOption(new Option("--as <subject>", "what the name is, where it could be several things").choices(SUBJECTS))
    .option("--json", "print JSON");
  addOutputFolderFlag(addConfigFlag(explain))
    .option("--no-color", "no colours")
    .action((word: string, report: string | undefined, flags: ExplainFlags) => actions.explain(word, report, flags));

  const accept = program
    .command("accept")
    .argument("[id...]", "what was found: CVE-2024-3094, a secret's rule, a check or a licence")
    .description("accept a finding for a while: add a rule to scan.accept.yaml")
    .requiredOption("--reason <text>", "why; reports show it", parseOnce)
    .requiredOption("--until <day>", "the last day, in UTC: 2027-01-31; at most a year from today", parseOnce)
    .option("--package <package>", "only in this package: a name, a glob or a package URL; repeatable", parseMore)
    .option("--image <glob>", "only in images of this name; repeatable", parseMore)
    .option("--path <glob>", "only in this file of the image; repeatable", parseMore)
    .option("--label <name=glob>", "only in targets with this label; repeatable", parseMore)
    .option("--kind <kind>", "only vulnerability, secret, misconfiguration or license; repeatable", parseMore)
    .option("--owner <owner>", "who answers for it", parseOnce)
    .addOption(
      new Option("--when-fixed <boolean>", "false: only as long as no version fixes it").choices(["true", "false"]),
    )
    .option("--not-affected <justification>", "it does no harm: vulnerable_code_not_present, ...", parseOnce)
    .option("--over-a-year", "let it hold for more than a year")
    .option("--dry-run", "print the rule and what it would accept; write nothing");
  addOutputFolderFlag(addConfigFlag(accept)).action((ids: string[], flags: AcceptFlags) => actions.accept(ids, flags));

  const completion = program
    .command("completion")
    .addArgument(new Argument("[shell]", "kind of shell").choices(SHELLS))
    .description("print a completion script: source <(scan completion bash)")
    .addOption(new Option("--pipelines", "print the names of the config's pipelines instead").hideHelp());
  addConfigFlag(completion).action((shell: Shell | undefined, flags: CompletionFlags) => {
    return actions.completion(program, { ...flags, ...(shell && { shell }) });
  });
}
