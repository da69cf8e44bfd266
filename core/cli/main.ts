import { CommanderError } from "commander";
import { closeOptionalFlags } from "./common_flags.ts";
import type { CommandContext, Composition } from "./composition.ts";
import { EXIT } from "./exit.ts";
import { createProgram } from "./program.ts";

/**
 * Runs the command line and returns the exit code; everything that goes wrong is printed on stderr.
 *
 * @param args What stands after the command's name
 */
export async function main(args: readonly string[], composition: Composition): Promise<number> {
  let code: number = EXIT.ok;
  // A terminal or a pipe that has gone away is no reason to lose a scan.
  for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);
  const verbose = args.includes("--verbose") || args.includes("-v");
  let stopWatching = () => {};
  let context: CommandContext | undefined;
  async function openContext(): Promise<CommandContext> {
    const { createRedactor } = await import("../services/secrets/redact.ts");
    context ??= { ...composition, redactor: createRedactor(process.env) };
    return context;
  }
  const program = createProgram(composition, {
    run: async (pipelines, flags) => {
      const { runCommand } = await import("./commands/run.ts");
      code = await runCommand(pipelines, flags, await openContext());
    },
    check: async (pipelines, flags) => {
      const { checkCommand } = await import("./commands/check.ts");
      code = await checkCommand(pipelines, flags, await openContext());
    },
    pipeline: async (command, flags) => {
      const { pipelineCommand } = await import("./commands/pipeline.ts");
      code = await pipelineCommand(command, flags, await openContext());
    },
    own: async ({ load }, call) => {
      const run = await load();
      code = await run(call, await openContext());
    },
    create: async (plugin, flags) => {
      const { newCommand } = await import("./commands/new.ts");
      code = await newCommand(plugin, flags, composition);
    },
    demo: async (flags) => {
      const { demoCommand } = await import("./commands/demo.ts");
      code = await demoCommand(flags, await openContext());
    },
    completion: async (own, flags) => {
      const { completionCommand } = await import("./commands/completion.ts");
      code = await completionCommand(own, flags, composition);
    },
    init: async (flags) => {
      const { initCommand } = await import("./commands/init.ts");
      code = await initCommand(flags, composition);
    },
    convert: async (report, flags) => {
      const { convertCommand } = await import("./commands/convert.ts");
      code = await convertCommand(report, flags, composition);
    },
    accept: async (ids, flags) => {
      const { acceptCommand } = await import("./commands/accept.ts");
      code = await acceptCommand(ids, flags, await openContext());
    },
    explain: async (word, report, flags) => {
      const { explainCommand } = await import("./commands/explain.ts");
      code = await explainCommand(word, report, flags, await openContext());
    },
    list: async (names, flags) => {
      const { listCommand } = await import("./commands/list.ts");
      code = await listCommand(names, flags, composition);
    },
  });
  // Only a command can stall, or be ended by a plugin: help and version do without what it takes to print that.
  program.hook("preAction", async () => {
    const { logWarnings } = await import("./terminal/write_stderr.ts");
    const stopWarnings = logWarnings();
    const { printError, printStalled } = await import("./print_error.ts");
    const { endAtUncaught, leave, onEarlyExit } = await import("./process_end.ts");
    const { redactor } = await openContext();
    // To the end of the process: a timer that a plugin has left behind may throw after the command is done.
    endAtUncaught((error) => leave(printError(error, { verbose, redactor })));
    function onStalled(): void {
      // A run that has just stopped waiting for a plugin goes on, and ends in order.
      if (!process.getActiveResourcesInfo().includes("Immediate")) leave(printStalled(args, redactor));
    }
    process.on("beforeExit", onStalled);
    process.on("exit", onEarlyExit);
    stopWatching = () => {
      stopWarnings();
      process.off("beforeExit", onStalled);
      process.off("exit", onEarlyExit);
    };
  });
  try {
    await program.parseAsync(closeOptionalFlags(args), { from: "user" });
    return code;
  } catch (error) {
    // Commander has printed its own errors already; help and version are no errors. `scan help` carries the exit code that
    // the process would have had so far, and that is the one of a command that did not come to its end.
    if (error instanceof CommanderError) {
      return error.exitCode === 0 || error.code === "commander.help" ? EXIT.ok : EXIT.usage;
    }
    const { printError } = await import("./print_error.ts");
    return printError(error, { verbose, redactor: (await openContext()).redactor });
  } finally {
    stopWatching();
  }
}
