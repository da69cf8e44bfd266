// Holds a scan folder, with a process that would outlive it, until it is killed: node hold_scan_folder.ts CACHE_DIR TEMP_DIR
import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { claimScanFolder } from "#plugins/processors/trivy/isolation/server/scan_folder.ts";

const [cacheDir = "", tempDir = ""] = process.argv.slice(2);
await claimScanFolder({ cacheDir, tempDir, signal: new AbortController().signal });
const env = { ...process.env, TMPDIR: join(tempDir, "server-1") };
const child = spawn("sleep", ["600"], { stdio: "ignore", detached: true, env });
console.log(child.pid);
