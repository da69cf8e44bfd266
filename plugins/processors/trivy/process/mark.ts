import { readFile, readlink, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";
import { errorCode } from "../../../../core/mod.ts";

/** What tells one process from all others, also from a later one with the same number. */
const markSchema = z.object({
  pid: z.int().positive(),
  startedAt: z.string(),
  space: z.string(),
  /** The folder that all temporary folders of its children lie in. */
  tempDir: z.string(),
});

type ProcessMark = z.output<typeof markSchema>;

const FILE = "owner.json";

/** Says in a folder that it belongs to this process, and where the children of this run have their temporary folders. */
export async function writeMark(folder: string, tempDir: string): Promise<void> {
  const mark: ProcessMark = {
    pid: process.pid,
    startedAt: (await loadStart(process.pid)) ?? "",
    space: await loadSpace(),
    tempDir,
  };
  await writeFile(join(folder, FILE), JSON.stringify(mark));
}

/**
 * The owner of a folder, if that process has ended. Where that cannot be known for certain (no mark, another machine,
 * another container), it is not taken for ended.
 */
export async function findGoneOwner(folder: string): Promise<{ readonly tempDir: string } | undefined> {
  const mark = await loadMark(folder);
  if (mark === undefined || mark.space !== (await loadSpace())) return undefined;
  if (!isRunning(mark.pid)) return mark;
  const startedAt = await loadStart(mark.pid);
  return startedAt !== undefined && startedAt !== mark.startedAt ? mark : undefined;
}

async function loadMark(folder: string): Promise<ProcessMark | undefined> {
  try {
    return markSchema.parse(JSON.parse(await readFile(join(folder, FILE), "utf8")));
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return errorCode(error) !== "ESRCH";
  }
}

/** Where process numbers mean the same: one boot of one machine, one container in it. */
async function loadSpace(): Promise<string> {
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => hostname());
  const namespace = await readlink("/proc/self/ns/pid").catch(() => "");
  return `${boot.trim()} ${namespace}`;
}

/**
 * When a process was started, in ticks since the boot; nothing where the system does not tell.
 *
 * @see https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html
 */
async function loadStart(pid: number): Promise<string | undefined> {
  const line = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  // The name in front is in parentheses and may hold anything.
  return line.slice(line.lastIndexOf(")") + 2).split(" ")[19];
}
