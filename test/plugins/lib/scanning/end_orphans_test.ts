import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { endOrphans } from "#plugins/lib/scanning/run_folder.ts";
import { isRunning } from "#support/processes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

if (process.platform === "linux") {
  test("what works in a run's folder is ended; a folder of another kind, which others may have named, ends nothing", () =>
    inTempFolder(async (folder) => {
      const run = join(folder, "hullscan-trivy-1");
      const child = spawn("sleep", ["600"], { stdio: "ignore", env: { ...process.env, TMPDIR: join(run, "scan-1") } });
      const { pid = 0 } = child;
      try {
        for (const other of ["", "/", folder, join(folder, "hullscan-trivy-2")])
          await endOrphans(other, "hullscan-trivy-");
        assert.equal(await isRunning(pid), true);
        await endOrphans(run, "hullscan-trivy-");
        assert.equal(await isRunning(pid), false);
      } finally {
        child.kill("SIGKILL");
      }
    }));
}

test.run();
