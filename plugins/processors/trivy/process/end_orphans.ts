import { readdir, readFile } from "node:fs/promises";
import process from "node:process";
import { setTimeout as delay } from "node:timers/promises";

const POLL_MS = 20;
const GONE_MS = 5_000;

/**
 * Ends what a run that was killed has left running: the processes whose TMPDIR lies in its temporary folder. Call it
 * only where the owner of that folder is gone. Finds them where the system has `/proc`; elsewhere nothing happens.
 */
export async function endOrphans(tempDir: string): Promise<void> {
  const deadline = performance.now() + GONE_MS;
  for (;;) {
    const orphans = await findProcesses(tempDir);
    if (orphans.length === 0 || performance.now() > deadline) return;
    for (const pid of orphans) kill(pid);
    await delay(POLL_MS);
  }
}

/** The processes of this user that were started with a TMPDIR inside a folder. */
async function findProcesses(folder: string): Promise<readonly number[]> {
  const entries = await readdir("/proc").catch(() => []);
  const found: number[] = [];
  for (const pid of entries.filter((entry) => /^\d+$/.test(entry)).map(Number)) {
    const environment = await readFile(`/proc/${pid}/environ`, "utf8").catch(() => "");
    if (environment.split("\0").some((variable) => variable.startsWith(`TMPDIR=${folder}/`))) found.push(pid);
  }
  return found;
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch {
    // It has ended meanwhile.
  }
}
