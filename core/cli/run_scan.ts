import { type FailOn, NO_GATE } from "../config/fail_on.ts";
import type { ResolvedConfig } from "../config/resolved.ts";
import type { ScanError } from "../errors/mod.ts";
import type { LogLevel, Summary } from "../events/event.ts";
import { createMasking } from "../run/masking.ts";
import { type ScanOptions, scanResolved } from "../run/scan.ts";
import type { Redactor } from "../services/secrets/redact.ts";
import { EXIT } from "./exit.ts";
import { exitCodeOf } from "./exit_code.ts";
import type { CommonFlags } from "./flags.ts";
import { createGate } from "./gate/create_gate.ts";
import { onInterrupt } from "./on_interrupt.ts";
import { ownObserver, PROGRAM } from "./own_observer.ts";
import { printError } from "./print_error.ts";
import { watchUncaught } from "./process_end.ts";
import { createRenderer, createSummary, type ProgressAmount } from "./terminal/mod.ts";
import { writeStderr } from "./terminal/write_stderr.ts";
import { watchRegistries } from "./watch_registries.ts";
import { watchSeverity } from "./watch_severity.ts";

/** Short: `docker stop` kills ten seconds after its signal, and the report has to be written before. */
const DEFAULT_GRACE_SECONDS = 5;

/**
 * Runs a config with everything that a terminal user expects: progress, interruption, exit code.
 *
 * @param warnings What is said before it begins
 */
export async function runScan(
  config: ResolvedConfig,
  flags: CommonFlags,
  options: ScanOptions & { readonly redactor: Redactor },
  warnings: readonly ScanError[] = [],
): Promise<number> {
  const shown = {
    write: writeStderr,
    format: flags.logFormat,
    quiet: flags.quiet ?? false,
    verbose: flags.verbose ?? false,
    isTty: isLive(),
    color: usesColor(flags),
    progress: chooseProgress(flags),
  };
  const renderer = await createRenderer(shown);
  const log = (level: LogLevel, message: string) => renderer.handle({ type: "log", level, plugin: PROGRAM, message });
  for (const { message } of warnings) log("warn", message);
  const { grace = DEFAULT_GRACE_SECONDS } = flags;
  const draining = new AbortController();
  const controller = new AbortController();
  const { redactor } = options;
  redactor.addFrom(process.env);
  const interruption = onInterrupt({
    graceMs: grace * 1000,
    drain() {
      log("warn", `interrupted: targets in work have ${grace} s to finish (Ctrl-C again stops them now)`);
      draining.abort();
    },
    abort: () => controller.abort(),
    retake() {
      // The watchdog has written meanwhile, from its own thread.
      renderer.leave?.();
      log("warn", "the process is no longer blocked: signals work again");
    },
    giveUp(seconds) {
      renderer.close();
      log("error", `something did not stop within ${seconds} s: ending the process`);
      const error = uncaught.error();
      if (error) printError(error, { verbose: flags.verbose ?? false, redactor });
    },
  });
  const uncaught = watchUncaught(() => {
    log("error", "an error was not caught: stopping the targets in work");
    interruption.stop(EXIT.broken);
  });
  const summary = createSummary({
    ...shown,
    summary: flags.summary ?? config.summary ?? (shown.isTty ? "short" : "full"),
    isNamedOnStdout: config.pipelines.some(({ sinks }) =>
      sinks.some(({ plugin }) => plugin.definition.provides?.includes("stdout")),
    ),
  });
  const gate = createGate(chooseGate(config, flags));
  const own = [renderer.handle, summary.handle, watchRegistries(), gate.watch, watchSeverity(config)].map(ownObserver);
  const events = scanResolved(
    { ...config, observers: [...own, ...config.observers] },
    {
      ...options,
      signal: controller.signal,
      drain: draining.signal,
      dryRun: flags.dryRun ?? false,
      // A terminal shows what each lane does.
      details:
        config.observers.length > 0 || (flags.logFormat === "json" ? shown.verbose : shown.isTty && !shown.quiet),
    },
  );
  try {
    let last: Summary | undefined;
    await events.forEach((event) => {
      if (event.type === "run.finished") last = event.summary;
    });
    return last === undefined ? 0 : exitCodeOf(last, gate);
  } catch (error) {
    // What nobody catches does not pass through the run, which alone knows its plugins' secrets.
    throw createMasking(redactor).value(uncaught.error() ?? error);
  } finally {
    renderer.close();
    summary.close();
    interruption.close();
    uncaught.stop();
  }
}

/** Rules of the call stand in place of the config's; caveats and stale rules fail a run where either says so. */
function chooseGate(
  { failOn: own = NO_GATE }: ResolvedConfig,
  { failOn = NO_GATE, failOnCaveats }: CommonFlags,
): FailOn {
  const { rules } = failOn.rules.length > 0 ? failOn : own;
  const caveats = failOnCaveats || failOn.caveats || own.caveats;
  const stale = [...new Set([...(failOn.stale ?? []), ...(own.stale ?? [])])];
  return { rules, ...(caveats && { caveats }), ...(stale.length > 0 && { stale }) };
}

/** Whether stderr is a terminal that can do more than print. */
function isTerminal(): boolean {
  return Boolean(process.stderr.isTTY) && process.env.TERM !== "dumb";
}

/** Whether a CI system runs the program. */
function isCi({ CI = "" } = process.env): boolean {
  return CI !== "" && CI !== "false" && CI !== "0";
}

/** Whether somebody looks on: the log of a CI system shows no row twice, also where it is written through a terminal. */
function isLive(): boolean {
  return isTerminal() && !isCi();
}

/** The log of a CI system is no place for thousands of lines; those of a dry run are what it is for. */
function chooseProgress({ progress, dryRun }: Pick<CommonFlags, "progress" | "dryRun">): ProgressAmount {
  return progress ?? (isCi() && !dryRun ? "summary" : "full");
}

/** Whether to colour: --no-color and NO_COLOR say no, FORCE_COLOR yes, else stderr decides. */
export function usesColor(flags: Pick<CommonFlags, "color">): boolean {
  const { NO_COLOR, FORCE_COLOR } = process.env;
  if (!flags.color || NO_COLOR) return false;
  return FORCE_COLOR ? FORCE_COLOR !== "0" : isTerminal();
}
