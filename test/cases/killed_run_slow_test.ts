/** Runs that end before their time, with a real Trivy and its server at work. */
import assert from "node:assert/strict";
import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { startCli } from "#support/cli.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { findProcesses } from "#support/processes.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const ARGS = ["--mode", "remote", "--jobs-remote", "2"];

interface Place {
  readonly cwd: string;
  readonly demo: DemoRegistry;
}

function start({ cwd, demo }: Place) {
  const env = {
    TRIVY_BINARY: findEngine("trivy") ?? "",
    TRIVY_DB_REPOSITORY: demo.dbRepository,
    TMPDIR: join(cwd, "tmp"),
  };
  return startCli(ARGS, { cwd, env });
}

/** Starts a run and resolves when its scans wait for a registry that does not answer. */
async function startHanging(place: Place) {
  const { registry } = place.demo;
  const hanging = new Promise<void>((resolve) => {
    registry.setIntercept(({ path }) => {
      if (!path.includes("/demo/") || !path.includes("/blobs/")) return undefined;
      resolve();
      return { hang: true };
    });
  });
  const run = start(place);
  await Promise.race([hanging, run.ended.then(({ stderr }) => assert.fail(stderr))]);
  registry.setIntercept(undefined);
  return run;
}

/** What is in a temporary folder, but for what tsx keeps there because the program runs from its sources. */
async function leftIn(folder: string): Promise<readonly string[]> {
  return (await readdir(folder)).filter((name) => !name.startsWith("tsx-"));
}

testWith(
  test,
  ["trivy"],
  "a run that is interrupted, or killed, leaves nothing that the next one does not clear up",
  () =>
    inTempFolder(async (cwd) => {
      const demo = await startDemoRegistry();
      const place = { cwd, demo };
      const [cache, tmp] = [join(cwd, ".trivy_cache"), join(cwd, "tmp")];
      try {
        await mkdir(tmp);
        await writeFile(join(cwd, "input_images.txt"), demo.references.join("\n"));

        const interrupted = await startHanging(place);
        interrupted.child.kill("SIGINT");
        assert.equal((await interrupted.ended).code, 130);
        assert.deepEqual([await findProcesses(cache), await leftIn(tmp)], [[], []]);

        const killed = await startHanging(place);
        killed.child.kill("SIGKILL");
        await killed.ended;
        assert.ok((await findProcesses(cache)).length > 0);

        const { code, stdout, stderr } = await start(place).ended;
        assert.equal(code, 0, stderr);
        assert.equal((await loadReport(cwd, stdout)).length, demo.references.length);
        assert.deepEqual([await findProcesses(cache), await leftIn(tmp)], [[], []]);
        assert.deepEqual((await readdir(cache)).sort(), ["db", "results", "server-0"]);
      } finally {
        await demo.close();
      }
    }),
);

test.run();
