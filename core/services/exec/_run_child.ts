import { type AbortSignals, findAborted, onAbort } from "../on_abort.ts";
import { startTimer } from "../start_timer.ts";
import { type Output, pump } from "./_output.ts";
import { type LiveGroups, toProcessGroup } from "./_process_group.ts";
import type { ExecOptions, ExecResult } from "./exec.ts";

/** How long after KILL a child may take to be gone. */
const UNKILLABLE_MS = 10_000;

/** What a child process is run with, besides its arguments. */
export interface RunChildOptions extends Pick<ExecOptions, "cwd" | "env" | "input" | "timeoutMs"> {
  readonly file: string;
  readonly args: readonly string[];
  readonly signals: AbortSignals;
  readonly groups: LiveGroups;
  readonly killGraceMs: number;
  /** How long after the child's end others may hold its output open, in milliseconds. */
  readonly drainMs: number;
}

/** How a child process ended, its output aside. */
export type ChildEnd = Omit<ExecResult, "stdout" | "stderr" | "durationMs">;

/** Runs one child in a process group of its own, and sees to it that the group ends with it. */
export async function runChild(options: RunChildOptions, stdout: Output, stderr: Output): Promise<ChildEnd> {
  // Loaded with the first child: it is large, and a run in which nothing has changed starts none.
  const execa = await import("execa");
  if (findAborted(options.signals)) return { failed: true, timedOut: false, aborted: true };
  const child = start(execa, options);
  if (child.pid === undefined) {
    const { code = "UNKNOWN" } = await child;
    return { failed: true, timedOut: false, aborted: false, spawnError: code };
  }

  const group = toProcessGroup(child);
  const timers: NodeJS.Timeout[] = [];
  const stopped = { timedOut: false, aborted: false };
  let exit: { readonly exitCode?: number; readonly signal?: string } | undefined;
  let isEnding = false;
  let giveUp: (() => void) | undefined;
  const givenUp = new Promise<void>((resolve) => {
    giveUp = resolve;
  });

  // The child itself keeps the process alive as long as the timers matter.
  function later(action: () => void, ms: number): void {
    timers.push(startTimer(action, ms).unref());
  }
  function end(): void {
    if (isEnding) return;
    isEnding = true;
    void group.end(options.killGraceMs).then(() => {
      // One that has left the group may hold the output, and one of another user (sudo) cannot be killed.
      const waitMs = exit === undefined ? UNKILLABLE_MS : options.drainMs;
      later(() => giveUp?.(), waitMs);
    });
  }
  function stop(why: keyof typeof stopped): void {
    if (exit === undefined && !isEnding) stopped[why] = true;
    end();
  }

  options.groups.add(group);
  child.once("exit", (exitCode, signal) => {
    exit = { ...(exitCode === null ? {} : { exitCode }), ...(signal === null ? {} : { signal }) };
    later(end, options.drainMs);
  });
  if (options.timeoutMs !== undefined) later(() => stop("timedOut"), options.timeoutMs);
  const release = onAbort(options.signals, () => stop("aborted"));
  const pumped = Promise.all([pump(child.stdout, stdout), pump(child.stderr, stderr)]);
  pumped.catch(end);

  try {
    await Promise.race([child, givenUp]);
    child.stdout.destroy();
    child.stderr.destroy();
    await pumped;
  } finally {
    release();
    for (const timer of timers) clearTimeout(timer);
    child.unref();
    void group.end(options.killGraceMs).then(() => options.groups.delete(group));
  }
  const failed = exit?.exitCode !== 0 || stopped.timedOut || stopped.aborted;
  return { failed, ...exit, ...stopped };
}

function start({ execa }: typeof import("execa"), options: RunChildOptions) {
  return execa(options.file, options.args, {
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    env: options.env ?? process.env,
    extendEnv: false,
    detached: process.platform !== "win32",
    ...(options.input === undefined ? { stdin: "ignore" } : { input: options.input }),
    buffer: false,
    reject: false,
    // NODE_DEBUG=execa would print the arguments.
    verbose: "none",
  });
}
