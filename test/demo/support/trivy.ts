import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import { findEngine, testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Runs Trivy with arguments and gives its stdout; rejects when it does not exit with 0. */
export type RunTrivy = (args: readonly string[]) => Promise<string>;

/** Adds a test that needs a real Trivy; where none came with npm, it is skipped by name. */
export function testWithTrivy(name: string, body: (trivy: RunTrivy) => Promise<void>): void {
  testWith(test, ["trivy"], name, async () => {
    const trivy = findEngine("trivy") ?? "";
    await inTempFolder((folder) => body((args) => run(trivy, args, folder)));
  });
}

async function run(trivy: string, args: readonly string[], folder: string): Promise<string> {
  const env = {
    HOME: folder,
    TMPDIR: folder,
    TRIVY_CACHE_DIR: join(folder, "cache"),
    TRIVY_SKIP_VERSION_CHECK: "true",
    TRIVY_DISABLE_TELEMETRY: "true",
  };
  const options = { cwd: folder, env, timeout: 120_000, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await promisify(execFile)(trivy, args, options);
  return stdout;
}
