// Holds a slot, with a process that would outlive it, until it is killed: node hold_slot.ts CACHE_DIR TEMP_DIR
import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { claimSlot } from "#plugins/processors/trivy/isolation/server/slot.ts";

const [cacheDir = "", tempDir = ""] = process.argv.slice(2);
await claimSlot({ cacheDir, tempDir, signal: new AbortController().signal });
const env = { ...process.env, TMPDIR: join(tempDir, "server-1") };
const child = spawn("sleep", ["600"], { stdio: "ignore", detached: true, env });
console.log(child.pid);
