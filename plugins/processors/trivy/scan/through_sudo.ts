import { readFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";
import type { Exec, ExecOptions, ExecResult } from "../../../../core/kit.ts";
import type { Logger } from "../../../../core/mod.ts";
import { findSudo, type ThroughSudo } from "../../../lib/clients/programs/mod.ts";
import { CACHE_FOLDER } from "../cache_folder.ts";
import { buildEnvironment } from "../program/environment.ts";
import type { Program } from "../program/program.ts";

/** Tells its process number, takes TMPDIR, which does not come through sudo, and becomes the program. */
const START = 'echo "$$" > "$1"; TMPDIR="$2"; export TMPDIR; shift 2; exec "$@"';
const KILL = 'kill -s "$1" "$2"';

/** How long each step of ending and cleaning up may take, in milliseconds. */
const STEP_MS = 20_000;
const KILL_GRACE_MS = 5_000;
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** What is reported to the user, and what ends a run. */
export interface ThroughSudoOptions {
  readonly log: Logger;
  /** The run's. */
  readonly signal: AbortSignal;
}

/**
 * The same Trivy, run through sudo: for images of a Docker that this user may not use. Says so in the log. What root
 * makes in the folder for temporary files, and in Trivy's scan cache, is given to the user.
 *
 * @returns Nothing where there is no sudo, or it would ask for a password
 */
export async function openThroughSudo(program: Program, options: ThroughSudoOptions): Promise<Program | undefined> {
  const { env: from, envCwd: cwd, emptyDir: tmpDir, exec } = program;
  const env = buildEnvironment({ from, cwd, credentials: false, tmpDir });
  const prepare = await findSudo(exec, env);
  if (prepare === undefined) return undefined;
  options.log.warn(
    "Docker refuses this user access to its socket: scanning images of this machine through sudo, which needs no password here",
  );
  return { ...program, exec: createSudoExec(exec, { prepare, signal: options.signal }) };
}

interface SudoParts {
  readonly prepare: (env: Readonly<Record<string, string>>) => ThroughSudo;
  readonly signal: AbortSignal;
}

function createSudoExec(exec: Exec, { prepare, signal: runSignal }: SudoParts): Exec {
  return async (file, args, options = {}) => {
    const { command, env } = prepare(options.env ?? {});
    const tmpDir = env.TMPDIR ?? "";
    const pidFile = join(tmpDir, "pid");
    const asRoot = (words: readonly string[]) => {
      const [sudo, ...flags] = command;
      return exec(sudo, [...flags, ...words], { env, timeoutMs: STEP_MS, ignoresAbort: true });
    };
    const stopping = stopOn({ ...options, runSignal }, async (name, isOver) => {
      const pid = (await readFile(pidFile, "utf8").catch(() => "")).trim();
      if (/^\d+$/.test(pid) && !isOver()) await asRoot(["/bin/sh", "-c", KILL, "sh", name, pid]);
    });
    try {
      const [sudo, ...flags] = command;
      const words = [...flags, "/bin/sh", "-c", START, "sh", pidFile, tmpDir, file, ...args];
      const result = await exec(sudo, words, { ...options, env });
      // This limit may come a moment before the one of `exec()`, which then sees an end of its own.
      return stopping.isLate() ? { ...result, failed: true, timedOut: true } : result;
    } finally {
      await stopping.over();
      await giveBack([tmpDir, join(findCacheDir(args), CACHE_FOLDER.layers)], asRoot);
    }
  };
}

interface StopOptions extends Pick<ExecOptions, "timeoutMs" | "signal"> {
  readonly runSignal: AbortSignal;
}

/**
 * Ends a process of root's, which this user cannot: after the time limit, or when a signal fires, by TERM and some
 * seconds later by KILL.
 */
function stopOn(
  { timeoutMs, signal, runSignal }: StopOptions,
  kill: (name: string, isOver: () => boolean) => Promise<void>,
): { isLate(): boolean; over(): Promise<void> } {
  const ended = new AbortController();
  const signals = signal === undefined ? [runSignal] : [runSignal, signal];
  const isOver = () => ended.signal.aborted;
  let ending: Promise<void> | undefined;

  async function end(): Promise<void> {
    await kill("TERM", isOver);
    await delay(KILL_GRACE_MS, undefined, { signal: ended.signal }).catch(() => {});
    if (!isOver()) await kill("KILL", isOver);
  }
  function begin(): void {
    ending ??= end();
  }
  let isLate = false;
  function stopLate(): void {
    isLate ||= ending === undefined;
    begin();
  }
  const timer = timeoutMs === undefined ? undefined : setTimeout(stopLate, Math.min(timeoutMs, LONGEST_TIMER_MS));
  for (const one of signals) {
    if (one.aborted) begin();
    else one.addEventListener("abort", begin);
  }
  return {
    isLate: () => isLate,
    async over() {
      ended.abort();
      clearTimeout(timer);
      for (const one of signals) one.removeEventListener("abort", begin);
      await ending;
    },
  };
}

/** Makes this user the owner of what root has made, so that it can be removed and used again. */
async function giveBack(
  paths: readonly string[],
  asRoot: (words: readonly string[]) => Promise<ExecResult>,
): Promise<void> {
  const { getuid, getgid } = process;
  if (getuid === undefined || getgid === undefined) return;
  // One that is not there is no failure.
  await asRoot(["chown", "-R", "-h", `${getuid()}:${getgid()}`, "--", ...paths]);
}

function findCacheDir(args: readonly string[]): string {
  return args[args.indexOf("--cache-dir") + 1] ?? "";
}
