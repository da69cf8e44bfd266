import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { createRunFolder, removeOldRunFolders } from "../../../../plugins/processors/trivy/run_folder.ts";
import { isRunning } from "../../../support/processes.ts";
import { inTempFolder } from "../../../support/temp_folder.ts";

const SCRIPT = `
import { createRunFolder } from ${JSON.stringify(join(import.meta.dirname, "../../../../plugins/processors/trivy/run_folder.ts"))};
import { spawn } from "node:child_process";
const { path } = await createRunFolder();
const env = { ...process.env, TMPDIR: path + "/scan-1" };
console.log(spawn("sleep", ["600"], { detached: true, stdio: "ignore", env }).pid);
`;

test("what a run that was killed has left in TMPDIR is removed, with what it has left running; no other folder is", () =>
  inTempFolder(async (folder) => {
    const before = process.env.TMPDIR;
    process.env.TMPDIR = folder;
    try {
      const args = ["--import", "tsx", "--input-type=module", "--eval", SCRIPT];
      const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"] });
      const [line] = await once(child.stdout, "data");
      const orphan = Number(String(line));
      const own = await createRunFolder();
      await mkdir(join(folder, "hullscan-trivy-unmarked"));
      await removeOldRunFolders();
      assert.equal((await readdir(folder)).filter((name) => name.startsWith("hullscan-")).length, 3);
      child.kill("SIGKILL");
      await once(child, "close");
      assert.ok(await isRunning(orphan));
      await removeOldRunFolders();
      assert.equal(await isRunning(orphan), false);
      const left = (await readdir(folder)).filter((name) => name.startsWith("hullscan-"));
      assert.deepEqual(left.sort(), [own.path.slice(folder.length + 1), "hullscan-trivy-unmarked"].sort());
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  }));

test.run();
