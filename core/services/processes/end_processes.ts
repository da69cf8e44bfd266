import { readdir, readFile, readlink } from "node:fs/promises";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;
const GONE_MS = 5_000;

/** A process that this user may look into. */
export interface RunningProcess {
  /** As it was when the process began: `NAME=value`. */
  readonly environment: readonly string[];
  /** Its command line, the program first, without empty arguments. */
  loadArgs(): Promise<readonly string[]>;
}

/** Says whether a process is one that is meant. */
type IsMeant = (process: RunningProcess) => boolean | Promise<boolean>;

/**
 * Ends processes with SIGKILL: what a run that was killed has left at work. Waits up to five seconds until those that
 * are meant are gone, and leaves it at that. Asks about every process that this user may look into, root about all, but
 * never about this one. Where there is no `/proc` of these processes nothing happens.
 *
 * @throws What `isMeant` throws
 *
 * @example
 * ```ts
 * import { endProcesses } from "hullscan/kit";
 *
 * await endProcesses(({ environment }) => environment.includes("MY_RUN=4711"));
 * ```
 */
export async function endProcesses(isMeant: IsMeant): Promise<void> {
  // The numbers there may be those of another namespace.
  const own = await readlink("/proc/self").catch(() => "");
  if (own !== String(process.pid)) return;
  const deadline = performance.now() + GONE_MS;
  while ((await endOnce(isMeant)) > 0 && performance.now() < deadline) await delay(POLL_MS);
}

/** Returns how many there were. */
async function endOnce(isMeant: IsMeant): Promise<number> {
  let count = 0;
  for (const pid of (await readdir("/proc")).filter((entry) => /^\d+$/.test(entry)).map(Number)) {
    // The environment of others' processes cannot be read; what has ended has none.
    const environment = await loadWords(`/proc/${pid}/environ`);
    if (pid === process.pid || environment.length === 0) continue;
    if (!(await isMeant({ environment, loadArgs: () => loadWords(`/proc/${pid}/cmdline`) }))) continue;
    kill(pid);
    count += 1;
  }
  return count;
}

async function loadWords(path: string): Promise<readonly string[]> {
  const text = await readFile(path, "utf8").catch(() => "");
  return text.split("\0").filter((word) => word !== "");
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile, or the system protects it.
  }
}
