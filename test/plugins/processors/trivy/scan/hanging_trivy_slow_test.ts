import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import type { Program } from "#plugins/processors/trivy/program/program.ts";
import { runScan } from "#plugins/processors/trivy/scan/run_scan.ts";
import { isRunning } from "#support/processes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "../support/db_files.ts";
import { fakeProgram } from "../support/fake_program.ts";
import { testWithTrivy } from "../support/real_trivy.ts";

/** Starts a child with a child of its own, none of which ends when asked to, and writes a file as Trivy does. */
const STUBBORN = `
fs.writeFileSync(path.join(process.env.TMPDIR, "fanal-1"), "half a layer");
const script = "trap '' TERM; sleep 600 & echo $! $$; wait; while :; do sleep 600 & wait; done";
require("node:child_process").spawn("sh", ["-c", script], { stdio: ["ignore", fs.openSync(path.join(path.dirname(__dirname), "pids"), "w"), "ignore"] });
process.on("SIGTERM", () => {});
setInterval(() => {}, 1000);
`;

async function timeOut(image: string, { folder, program }: { folder: string; program: Program }) {
  const tempDir = join(folder, "tmp");
  await mkdir(tempDir);
  const options = {
    program,
    timeout: "1s",
    killAfterMs: 4_000,
    slot: { cacheDir: join(folder, "cache"), args: [] },
    settings: { args: [], variables: {} },
    tempDir,
    signal: new AbortController().signal,
    diagnose: async () => undefined,
  };
  const error = await catchScanError(() => runScan({ image, severities: ["HIGH"] }, options));
  assert.equal(error.code, "TIMEOUT");
  assert.match(error.message, /more than 1s/);
  assert.deepEqual(await readdir(tempDir), []);
}

test("a Trivy that hangs and does not listen is ended with all that it has started, and leaves no file", () =>
  inTempFolder(async (folder) => {
    const { ctx, close } = testContext({ cwd: folder });
    try {
      await timeOut("app:1", { folder, program: await fakeProgram(STUBBORN, { folder, exec: ctx.exec }) });
      const pids = (await readFile(join(folder, "pids"), "utf8")).trim().split(" ").map(Number);
      assert.equal(pids.length, 2);
      for (const pid of pids) assert.equal(await isRunning(pid), false);
    } finally {
      await close();
    }
  }));

testWithTrivy("so is a real Trivy that waits for a registry that never answers", async (bench) => {
  const { folder, demo, binary, context } = bench;
  await writeDb(join(folder, "cache"));
  demo.registry.setIntercept(({ path }) => (path.includes("/blobs/") ? { hang: true } : undefined));
  const fake = await fakeProgram("", { folder, exec: context.ctx.exec, env: { HOME: folder } });
  await timeOut(demo.references[0] ?? "", { folder, program: { ...fake, path: binary } });
});

test.run();
