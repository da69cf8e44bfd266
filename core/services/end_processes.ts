import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;
const GONE_MS = 5_000;

/** A process of this user. */
export interface RunningProcess {
  /** Its command line; the program comes first. */
  readonly args: readonly string[];
  /** As it was when the process began: `NAME=value`. */
  readonly environment: readonly string[];
}

/** Tells whether a process is one that is meant. */
type IsMeant = (process: RunningProcess) => boolean | Promise<boolean>;

/**
 * Ends the processes of this user that are meant, and waits up to five seconds until they are gone: what a run that was
 * killed has left at work. Finds them where the system has `/proc`; elsewhere nothing happens.
 *
 * @example
 * ```ts
 * import { endProcesses } from "hullscan";
 *
 * await endProcesses(({ environment }) => environment.includes("MY_RUN=4711"));
 * ```
 */
export async function endProcesses(isMeant: IsMeant): Promise<void> {
  const deadline = performance.now() + GONE_MS;
  for (;;) {
    const pids = await findProcesses(isMeant);
    if (pids.length === 0 || performance.now() > deadline) return;
    for (const pid of pids) kill(pid);
    await delay(POLL_MS);
  }
}

async function findProcesses(isMeant: IsMeant): Promise<readonly number[]> {
  const entries = await readdir("/proc").catch(() => []);
  const found: number[] = [];
  for (const pid of entries.filter((entry) => /^\d+$/.test(entry)).map(Number)) {
    // The environment of others' processes cannot be read; what has ended has none.
    const environment = await loadWords(`/proc/${pid}/environ`);
    if (environment.length === 0) continue;
    if (await isMeant({ args: await loadWords(`/proc/${pid}/cmdline`), environment })) found.push(pid);
  }
  return found;
}

async function loadWords(path: string): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\0").filter((word) => word !== "");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
