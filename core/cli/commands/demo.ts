import { resolve } from "node:path";
import { resolveConfig } from "../../config/resolve.ts";
import type { CommandContext } from "../composition.ts";
import type { CommonFlags } from "../flags.ts";
import { listCiObservers } from "../list_ci_observers.ts";
import { listSinks } from "../list_sinks.ts";
import { runScan } from "../run_scan.ts";
import { writeStderr } from "../terminal/write_stderr.ts";

/** The flags of `scan demo`. */
export interface DemoFlags extends CommonFlags {
  /** Whether it goes on with an earlier demo. */
  readonly nextDay?: boolean;
}

/** `scan demo`: the whole path for real, on this machine alone. Gives the exit code. */
export async function demoCommand(flags: DemoFlags, composition: CommandContext): Promise<number> {
  const say = (lines: readonly string[]) => {
    if (!flags.quiet && flags.logFormat === "pretty") writeStderr(`${lines.join("\n")}\n`);
  };
  const outputDir = resolve(flags.outputDir ?? ".");
  const demo = await composition.openDemo({ isNextDay: flags.nextDay === true, outputDir });
  try {
    say([...demo.before, ""]);
    const { redactor } = composition;
    // The demo's own files are in a folder that goes; its report is for the user to keep.
    const { catalog } = await composition.loadBuiltIn();
    const sinks = listSinks(flags, composition);
    const observers = await listCiObservers(demo.config, flags, composition);
    const options = {
      catalog,
      sinks,
      observers,
      cwd: demo.cwd,
      path: "demo",
      outputDir,
    };
    const code = await runScan(await resolveConfig(demo.config, options), flags, { ...options, redactor });
    say(demo.after());
    return code;
  } finally {
    await demo.close();
  }
}
