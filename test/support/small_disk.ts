import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmdirSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { errorCode } from "#core/services/mod.ts";

/** A file system of a few kilobytes. */
export interface SmallDisk {
  /** Where it is mounted. */
  readonly folder: string;
  /** Makes it larger, as somebody does who frees some space. */
  grow(kilobytes: number): void;
  /** Lets nobody write to it, not even root. */
  makeReadOnly(): void;
  /** Takes all the space that is left; what it gives frees that again. */
  fill(): () => void;
  close(): void;
}

/** Mounts a file system of some kilobytes; throws where that is not allowed. */
export function mountSmallDisk(kilobytes: number): SmallDisk {
  const folder = mkdtempSync(join(tmpdir(), "hullscan-disk-"));
  try {
    mount("-t", "tmpfs", "-o", `size=${kilobytes}k`, "none", folder);
  } catch (error) {
    rmdirSync(folder);
    throw error;
  }
  return {
    folder,
    grow: (size) => mount("-o", `remount,size=${size}k`, folder),
    makeReadOnly: () => mount("-o", "remount,ro", folder),
    fill: () => fill(join(folder, "ballast")),
    close() {
      execFileSync("umount", [folder]);
      rmdirSync(folder);
    },
  };
}

function fill(path: string): () => void {
  const file = openSync(path, "w");
  try {
    for (;;) writeSync(file, Buffer.alloc(4096));
  } catch (error) {
    if (errorCode(error) !== "ENOSPC") throw error;
  } finally {
    closeSync(file);
  }
  return () => rmSync(path);
}

function mount(...args: readonly string[]): void {
  execFileSync("mount", args, { stdio: "ignore" });
}

/** Whether small file systems can be mounted here. */
export function canMount(): boolean {
  try {
    mountSmallDisk(16).close();
    return true;
  } catch {
    return false;
  }
}
