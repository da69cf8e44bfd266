/** Equal Dockerfiles at the same time, in one run and in two: no clean-up takes what another build has found. */
import assert from "node:assert/strict";
import process from "node:process";
import { test } from "uvu";
import type { ProcessorHooks } from "#core/kit.ts";
import { type TestContext, testContext } from "#core/testing/mod.ts";
import { dockerBuild } from "#plugins/processors/docker_build/mod.ts";
import { startEndlessDownload, writeDockerfile } from "#support/dockerfiles.ts";
import { testWith } from "#support/needs.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { BUILDERS, useDockerEngine } from "./support/builders.ts";
import { dockerfileTarget } from "./support/dockerfile_target.ts";

const engine = useDockerEngine(test);

const LANES = 8;
const ROUNDS = 3;
const STEPS = "FROM scratch\nCOPY rootfs/etc /a\nENV A=b\nCOPY rootfs/var /b\nCOPY rootfs/etc /c\n";

/** Takes one target through the plugin, as a run does: its clean-up comes at once, while others are being built. */
async function buildOne(hooks: ProcessorHooks, context: TestContext, dockerfile: string): Promise<void> {
  const target = dockerfileTarget(dockerfile);
  const cleanups: (() => unknown)[] = [];
  const item = { ...context.forTarget(target), defer: (cleanup: () => unknown) => void cleanups.push(cleanup) };
  try {
    await hooks.process({ target, data: {} }, item);
  } finally {
    for (const cleanup of cleanups.reverse()) await cleanup();
  }
}

/** Builds a Dockerfile many times, in so many lanes of one run, and gives the messages of those that failed. */
async function buildMany(cwd: string, dockerfile: string, lanes: number): Promise<readonly string[]> {
  const context = testContext({ plugin: "docker_build", cwd });
  const hooks = await openPlugin(dockerBuild({}), context.ctx);
  const failures: string[] = [];
  const lane = async () => {
    for (let round = 0; round < ROUNDS; round += 1) {
      await buildOne(hooks, context, dockerfile).catch((error: Error) => failures.push(error.message));
    }
  };
  await Promise.all(Array.from({ length: lanes }, lane));
  await hooks.dispose?.();
  await context.close();
  return failures;
}

for (const { builder, env } of BUILDERS) {
  for (const runs of [1, 2]) {
    testWith(test, ["dockerd"], `equal Dockerfiles are built side by side by ${builder}, runs: ${runs}`, async () => {
      const docker = engine();
      Object.assign(process.env, env, { DOCKER_HOST: docker.host });
      await inTempFolder(async (cwd) => {
        await docker.docker("image", "prune", "-a", "-f");
        await writeDockerfile(cwd, "app/Dockerfile", STEPS);
        const work = Array.from({ length: runs }, () => buildMany(cwd, "app/Dockerfile", LANES / runs));
        assert.deepEqual((await Promise.all(work)).flat(), []);
        assert.deepEqual(await docker.leftovers(), []);
      });
    });
  }
}

testWith(
  test,
  ["dockerd"],
  "what waits for another build keeps the labels that show the next run what to remove",
  async () => {
    const docker = engine();
    Object.assign(process.env, { DOCKER_BUILDKIT: "0", DOCKER_HOST: docker.host });
    const download = await startEndlessDownload();
    await inTempFolder(async (cwd) => {
      await writeDockerfile(cwd, "app/Dockerfile", STEPS);
      await writeDockerfile(cwd, "slow/Dockerfile", `FROM scratch\nADD ${download.url} /x\n`);
      const context = testContext({ plugin: "docker_build", cwd });
      const hooks = await openPlugin(dockerBuild({}), context.ctx);
      const slow = buildOne(hooks, context, "slow/Dockerfile").catch((error: Error) => error);
      await download.begun;
      const failure = await buildOne(hooks, context, "app/Dockerfile").catch((error: Error) => error);
      const label = `label=io.hullscan.run=${context.ctx.run.id}`;
      const waiting = await docker.docker("images", "-q", "--filter", label).finally(download.close);
      assert.ok((await slow) instanceof Error);
      assert.equal(failure, undefined);
      assert.match(waiting, /^[0-9a-f]{12}\n$/);
      assert.deepEqual(await docker.leftovers(), []);
      await hooks.dispose?.();
      await context.close();
    });
  },
);

test.run();
