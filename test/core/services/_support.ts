import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { isScanError } from "#core/errors/mod.ts";

/** The path of a file in the fixtures. */
export function fixture(name: string): string {
  return join(import.meta.dirname, "fixtures", name);
}

const root = mkdtempSync(join(tmpdir(), "hullscan-services-"));
process.on("exit", () => rmSync(root, { recursive: true, force: true }));

/** A new folder, removed when the test process exits. */
export function makeTempDir(): string {
  return mkdtempSync(join(root, "x"));
}

/** Waits for a condition, for at most ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
  for (let left = 1000; !condition(); left -= 1) {
    if (left === 0) throw new Error(`Still not true: ${condition}`);
    await delay(10);
  }
}

/** Whether a process runs; one that has ended and only waits for its parent does not. */
export function isRunning(pid: number): boolean {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    return !/^[ZX]/.test(stat.slice(stat.lastIndexOf(")") + 2));
  } catch {
    return false;
  }
}

/** Checks that a promise rejects with a ScanError of this code, and of this message if one is given. */
export async function assertRejects(promise: Promise<unknown>, code: string, message?: string): Promise<void> {
  await assert.rejects(promise, (error) => {
    assert.ok(isScanError(error), String(error));
    assert.equal(error.code, code);
    if (message !== undefined) assert.equal(error.message, message);
    return true;
  });
}
