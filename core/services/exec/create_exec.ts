import { findAborted } from "../on_abort.ts";
import { keepTail, openOutputFile } from "./_output.ts";
import { createLiveGroups } from "./_process_group.ts";
import { runChild } from "./_run_child.ts";
import type { Exec, ExecOptions, ExecResult } from "./exec.ts";

const KEEP_BYTES = 1_048_576;
const KILL_GRACE_MS = 5000;

/** What a run's child processes are started with. */
export interface CreateExecOptions {
  /** The run's signal: it ends all child processes and lets none start, but for those that ignore it. */
  readonly signal?: AbortSignal;
  /** How long after a child's end its own children may hold the output, in milliseconds. @default {1000} */
  readonly drainMs?: number;
}

/** A run's child processes. */
export interface ExecService {
  readonly exec: Exec;
  /** Ends all child processes, and resolves when all calls have. Nothing starts afterwards. */
  stop(): Promise<void>;
}

/**
 * Makes the {@linkcode Exec} of one run. Each child leads a process group of its own, so that what it started ends
 * with it: at once when it exits, by TERM and then KILL on a timeout or an abort, and by KILL when this process exits.
 */
export function createExec({ signal, drainMs = 1000 }: CreateExecOptions = {}): ExecService {
  const groups = createLiveGroups();
  const stopping = new AbortController();
  const running = new Set<Promise<unknown>>();

  async function run(file: string, args: readonly string[], options: ExecOptions): Promise<ExecResult> {
    const startedAt = performance.now();
    const signals = [options.ignoresAbort ? undefined : signal, stopping.signal, options.signal];
    if (findAborted(signals)) {
      return { failed: true, timedOut: false, aborted: true, stdout: "", stderr: "", durationMs: 0 };
    }
    const { stdoutFile, keepBytes = KEEP_BYTES, killGraceMs = KILL_GRACE_MS } = options;
    const stdout = stdoutFile === undefined ? keepTail(keepBytes) : await openOutputFile(stdoutFile);
    const stderr = keepTail(keepBytes);
    try {
      const end = await runChild({ ...options, file, args, signals, groups, killGraceMs, drainMs }, stdout, stderr);
      const durationMs = performance.now() - startedAt;
      return { ...end, stdout: stdout.text(), stderr: stderr.text(), durationMs };
    } finally {
      await stdout.close();
    }
  }

  function exec(file: string, args: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const call = run(file, args, options).finally(() => running.delete(call));
    running.add(call);
    return call;
  }

  return {
    exec,
    async stop() {
      stopping.abort(new Error("the run has ended"));
      await Promise.allSettled(running);
      groups.killAll();
    },
  };
}
