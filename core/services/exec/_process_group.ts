import type { ChildProcess } from "node:child_process";

const POLL_MS = 50;
const hasGroups = process.platform !== "win32";

/** A child process and everything it started (on Windows: the child alone). */
export interface ProcessGroup {
  /** Whether a member is left. */
  isAlive(): boolean;
  signal(name: NodeJS.Signals): void;
  /** Sends TERM, and KILL to what is left after `graceMs`. Resolves when the group is gone or KILL was sent. */
  end(graceMs: number): Promise<void>;
}

/** The group whose leader is this child, which must have been started `detached`. */
export function toProcessGroup(child: Pick<ChildProcess, "pid" | "kill" | "exitCode" | "signalCode">): ProcessGroup {
  function send(name: NodeJS.Signals | 0): boolean {
    if (child.pid === undefined) return false;
    if (!hasGroups) return child.exitCode === null && child.signalCode === null && child.kill(name);
    try {
      return process.kill(-child.pid, name);
    } catch (error) {
      // Someone else's processes (sudo) are there, but out of our reach.
      return error instanceof Error && "code" in error && error.code === "EPERM";
    }
  }

  return {
    isAlive: () => send(0),
    signal: (name) => void send(name),
    end(graceMs) {
      const deadline = performance.now() + graceMs;
      if (!send("SIGTERM")) return Promise.resolve();
      return new Promise((resolve) => {
        // Polled, so that the id is let go soon after the group is gone: the system may give it to another.
        const timer = setInterval(
          () => {
            const isLate = performance.now() >= deadline;
            if (!isLate && send(0)) return;
            if (isLate) send("SIGKILL");
            clearInterval(timer);
            resolve();
          },
          Math.min(POLL_MS, graceMs),
        );
        timer.unref();
      });
    },
  };
}

/** The groups that are running now; when this process exits, they are killed. */
export interface LiveGroups {
  add(group: ProcessGroup): void;
  delete(group: ProcessGroup): void;
  killAll(): void;
}

/** Listens for the end of this process only as long as a group is in the set. */
export function createLiveGroups(): LiveGroups {
  const groups = new Set<ProcessGroup>();
  function killAll(): void {
    for (const group of groups) group.signal("SIGKILL");
  }
  return {
    killAll,
    add(group) {
      if (groups.size === 0) process.on("exit", killAll);
      groups.add(group);
    },
    delete(group) {
      if (groups.delete(group) && groups.size === 0) process.off("exit", killAll);
    },
  };
}
