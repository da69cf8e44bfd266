import { basename, dirname, resolve } from "node:path";
import { loadOwner, type ProcessorHooks } from "../../../core/kit.ts";
import type { PluginContext, PreflightContext } from "../../../core/mod.ts";
import { buildImage, dockerError, inspectImage, loadServerVersion, openDocker } from "../../lib/clients/docker/mod.ts";
import { parseDuration } from "../../lib/options/duration.ts";
import { createNamer } from "./image_name.ts";
import { LayerKeeper } from "./layer_keeper.ts";
import { createLabels, endOrphanBuilds, removeLeftovers, removeOfRun } from "./leftovers.ts";
import type { DockerBuildOptions } from "./options.ts";

/** Checks that there is a Docker that answers. */
export async function preflight({ exec, log, isThorough, note }: PreflightContext): Promise<void> {
  const docker = await openDocker({ exec, log });
  if (isThorough) note(`Docker ${await loadServerVersion(docker)} answers`);
}

/** Finds Docker, removes what killed runs left, and returns the hooks that build. */
export async function setup(options: DockerBuildOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  const { exec, log, cwd, run } = ctx;
  const docker = await openDocker({ exec, log });
  const owner = await loadOwner();
  await endOrphanBuilds(owner);
  await removeLeftovers(docker, { here: owner, log });
  const nameImage = createNamer();
  const layers = new LayerKeeper(docker);
  const { timeout, buildArgs, noCache, platform } = options;

  return {
    async process({ target }, { defer, signal }) {
      const { dockerfile } = target;
      if (dockerfile === undefined) {
        throw dockerError("BUILD_FAILED", { doing: `build "${target.id}"`, reason: "the target names no Dockerfile" });
      }
      const path = resolve(cwd, dockerfile);
      const image = nameImage(dockerfile);
      let buildLog = "";
      // Before the build begins: what it leaves must go also when it is stopped or fails.
      defer(() => layers.release(image, buildLog));
      const request = {
        name: dockerfile,
        context: dirname(path),
        file: basename(path),
        tag: image,
        labels: createLabels({ image, runId: run.id, owner, startedAt: run.startedAt }),
        buildArgs,
        platform: target.platform ?? platform,
        noCache,
        timeout,
        timeoutMs: parseDuration(timeout) ?? 0,
        signal,
        onLog: (text: string) => {
          buildLog += text;
        },
      };
      await layers.hold(() => buildImage(docker, request));
      const built = await inspectImage(docker, image);
      if (built === undefined) throw dockerError("BUILD_NOT_LOADED", { doing: `use what "${dockerfile}" gives` });
      log.debug(`Built ${dockerfile} as ${image}`);
      return { image: { reference: image, imageId: built.id, source: "docker" } };
    },
    // A build that was stopped may still have ended in the daemon, after its target was through.
    async dispose() {
      await removeOfRun(docker, run.id);
      await layers.close();
    },
  };
}
