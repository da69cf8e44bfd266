import { readFile, readlink } from "node:fs/promises";
import { hostname } from "node:os";
import process from "node:process";

/** A process, told apart from all others, also from those that get its number later. */
export interface Owner {
  /** The machine, or the container: where the process number means something. */
  readonly host: string;
  /** Which start of the machine; `-` where that cannot be known. */
  readonly boot: string;
  readonly pid: number;
  /** When the process began, in ticks since the machine's start; `-` where that cannot be known. */
  readonly startedAt: string;
}

/** The owner that this process is. */
export async function loadOwner(): Promise<Owner> {
  const { pid } = process;
  const boot = (await readText("/proc/sys/kernel/random/boot_id")) ?? "-";
  // Containers of one machine have the same boot and numbers of their own.
  const numbers = await readlink("/proc/self/ns/pid").catch(() => "");
  const host = `${hostname()}.${/\d+/.exec(numbers)?.[0] ?? ""}`.replace(/[^\w.-]/g, "_");
  return { host, boot, pid, startedAt: (await findStart(pid)) ?? "-" };
}

/** The owner as one word: `build-7.4026531836/0f3c...-.../4711/123456`. */
export function formatOwner({ host, boot, pid, startedAt }: Owner): string {
  return [host, boot, pid, startedAt].join("/");
}

/** Reads what {@linkcode formatOwner} wrote; nothing where it is something else. */
export function parseOwner(text: string): Owner | undefined {
  const [host, boot, pid, startedAt, ...rest] = text.split("/");
  if (!host || !boot || !startedAt || rest.length > 0 || !/^[1-9]\d{0,9}$/.test(pid ?? "")) return undefined;
  return { host, boot, pid: Number(pid), startedAt };
}

/** Whether an owner is alive; undefined where that cannot be known from `here`, as of another machine or container. */
export async function isAlive(owner: Owner, here: Owner): Promise<boolean | undefined> {
  if (owner.host !== here.host) return undefined;
  if (owner.boot !== here.boot) return false;
  const startedAt = await findStart(owner.pid);
  if (startedAt !== undefined) return owner.startedAt === startedAt;
  return process.platform === "linux" ? false : hasProcess(owner.pid);
}

/** When a process began; undefined where there is none, where it has ended, or where /proc is missing. */
async function findStart(pid: number): Promise<string | undefined> {
  const stat = await readText(`/proc/${pid}/stat`);
  // The name of the program comes second, in parentheses, and may hold any character.
  const fields = stat?.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields ?? [];
  return state === "Z" || state === "X" ? undefined : fields?.[19];
}

function hasProcess(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

function readText(path: string): Promise<string | undefined> {
  return readFile(path, "utf8").then(
    (text) => text.trim(),
    () => undefined,
  );
}
