/** Both builders of a real Docker engine: what is built, what fails, and that nothing is left. */
import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { ScanData } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { type DockerBuildInput, dockerBuild } from "#plugins/processors/docker_build/mod.ts";
import type { DockerEngine } from "#support/docker_engine.ts";
import { startEndlessDownload, writeDockerfile } from "#support/dockerfiles.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { openPlugin, parseOptions } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { BUILDERS, useDockerEngine } from "./support/builders.ts";
import { dockerfileTarget } from "./support/dockerfile_target.ts";

const engine = useDockerEngine(test);

interface Bench {
  readonly cwd: string;
  readonly docker: DockerEngine;
  /** Builds one Dockerfile, and cleans up when `use` is through. */
  build(dockerfile: string, options?: BuildOptions): Promise<readonly string[]>;
}

interface BuildOptions {
  readonly input?: DockerBuildInput;
  readonly signal?: AbortSignal;
  readonly use?: (data: Partial<ScanData>) => Promise<void>;
}

function testBuilders(name: string, work: (bench: Bench) => Promise<void>): void {
  for (const { builder, env } of BUILDERS) {
    testWith(test, ["dockerd"], `${name} (${builder})`, async () => {
      const docker = engine();
      Object.assign(process.env, env, { DOCKER_HOST: docker.host });
      await inTempFolder(async (cwd) => {
        await work({ cwd, docker, build: (dockerfile, options) => build(cwd, dockerfile, options) });
        assert.deepEqual(await docker.leftovers(), []);
      });
    });
  }
}

async function build(cwd: string, dockerfile: string, options: BuildOptions = {}): Promise<readonly string[]> {
  const { input = {}, signal, use } = options;
  const context = testContext({ plugin: "docker_build", cwd, ...(signal && { signal }) });
  const hooks = await openPlugin(dockerBuild(input), context.ctx);
  const target = dockerfileTarget(dockerfile);
  try {
    const data = await hooks.process({ target, data: {} }, context.forTarget(target));
    assert.ok(data && !("skip" in data));
    await use?.(data);
  } finally {
    await context.cleanUp();
    await hooks.dispose?.();
    await context.close();
  }
  return context.logs;
}

testBuilders("a build gives an image with our labels, and its id", async ({ cwd, docker, build }) => {
  await writeDockerfile(cwd, "app/Dockerfile", 'FROM scratch\nARG NAME\nCOPY rootfs /\nLABEL name="$NAME"\n');
  await build("app/Dockerfile", {
    input: { buildArgs: { NAME: "a $b\n'c'" }, noCache: true },
    async use({ image: built }) {
      const { reference: image = "", imageId } = built ?? {};
      const [found] = JSON.parse(await docker.docker("image", "inspect", image));
      assert.equal(found.Id, imageId);
      const { name, ...labels } = found.Config.Labels;
      assert.equal(name, "a $b\n'c'");
      const names = ["image", "owner", "run", "started"].map((part) => `io.hullscan.${part}`);
      assert.deepEqual(Object.keys(labels), names);
      assert.equal(labels["io.hullscan.image"], image);
    },
  });
});

testBuilders("a build of several stages leaves none of them", async ({ cwd, build }) => {
  const stages = "FROM scratch AS one\nCOPY rootfs/etc /a\nCOPY rootfs/var /b\nFROM scratch\nCOPY --from=one /a /a\n";
  await writeDockerfile(cwd, "app/Dockerfile", stages);
  await build("app/Dockerfile");
});

testBuilders("a build that fails tells the end of its log and leaves no layer and no container", async (bench) => {
  const { cwd, build } = bench;
  await writeDockerfile(cwd, "run/Dockerfile", 'FROM scratch\nCOPY rootfs /\nRUN ["/nothing"]\n');
  await writeDockerfile(cwd, "copy/Dockerfile", "FROM scratch\nCOPY rootfs /\nCOPY nothing /\n");
  await writeDockerfile(cwd, "word/Dockerfile", "FORM scratch\n");
  await writeDockerfile(cwd, "base/Dockerfile", "FROM 127.0.0.1:1/no/base:1\n");
  for (const [name, code, message] of [
    ["run", "BUILD_FAILED", /^Cannot build "run\/Dockerfile": the build failed \(.+\)\n[\s\S]*RUN \["\/nothing"\]/],
    ["copy", "BUILD_FAILED", /the build failed \(.*not.found.*\)\n[\s\S]*COPY nothing/],
    ["word", "BUILD_FAILED", /\(dockerfile parse error.* unknown instruction: FORM\)/],
    ["base", "BASE_IMAGE", /a base image cannot be pulled \(.*127\.0\.0\.1:1/],
  ] as const) {
    const error = await catchScanError(() => build(`${name}/Dockerfile`));
    assert.equal(error.code, code, error.message);
    assert.match(error.message, message);
    assert.ok(error.hint);
  }
});

testBuilders("a build that is interrupted, or takes too long, leaves nothing", async ({ cwd, build }) => {
  const download = await startEndlessDownload();
  try {
    const text = `FROM scratch\nCOPY rootfs /\nADD ${download.url} /x\n`;
    await writeDockerfile(cwd, "app/Dockerfile", text);
    const controller = new AbortController();
    void download.begun.then(() => controller.abort());
    const aborted = await catchScanError(() => build("app/Dockerfile", { signal: controller.signal }));
    assert.equal(aborted.code, "ABORTED");
    const late = await catchScanError(() => build("app/Dockerfile", { input: { timeout: "5s" } }));
    assert.equal(late.code, "BUILD_TIMEOUT");
    assert.match(late.message, /^Cannot build "app\/Dockerfile": .*\(more than 5s\)\n[\s\S]*http:\/\/127/);
  } finally {
    await download.close();
  }
});

testBuilders("builds of the same folder at the same time do not get in each other's way", async ({ cwd, build }) => {
  await writeDockerfile(cwd, "app/Dockerfile", "FROM scratch\nCOPY rootfs/etc /a\nCOPY rootfs/var /b\n");
  const images = new Set<string>();
  const use = async ({ image }: Partial<ScanData>) => void images.add(image?.reference ?? "");
  await Promise.all(Array.from({ length: 4 }, () => build("app/Dockerfile", { use })));
  assert.equal(images.size, 4);
});

testBuilders("images of others are not touched, whatever a build prints", async ({ cwd, docker, build }) => {
  await writeDockerfile(cwd, "theirs/Dockerfile", "FROM scratch\nCOPY rootfs /\nLABEL io.hullscan.owner=x/y/1/z\n");
  await docker.docker("build", "-q", "-t", "theirs:1", join(cwd, "theirs"));
  const id = (await docker.docker("images", "-q", "theirs:1")).trim();
  const shown = `FROM scratch\nCOPY rootfs /x\n# ---> ${id}\nLABEL a="\\\n ---> ${id}"\nRUN ["/nothing"]\n`;
  await writeDockerfile(cwd, "app/Dockerfile", shown);
  await catchScanError(() => build("app/Dockerfile"));
  assert.equal((await docker.docker("images", "-q", "theirs:1")).trim(), id);
  await docker.docker("rmi", "-f", "theirs:1");
});

testWith(
  test,
  ["dockerd"],
  "what other runs have left: gone where the run is dead, kept where it may live",
  async () => {
    const docker = engine();
    process.env.DOCKER_HOST = docker.host;
    await inTempFolder(async (cwd) => {
      await writeDockerfile(cwd, "app/Dockerfile");
      const { formatOwner, loadOwner } = await import("#core/kit.ts");
      const here = await loadOwner();
      const now = new Date().toISOString();
      const samples = [
        ["alive", formatOwner(here), now],
        ["gone", formatOwner({ ...here, pid: 4_000_000_000 }), now],
        ["reused", formatOwner({ ...here, startedAt: "1" }), now],
        ["reboot", formatOwner({ ...here, boot: "before" }), now],
        ["elsewhere", formatOwner({ ...here, host: "other" }), now],
        ["forgotten", formatOwner({ ...here, host: "other" }), "2020-01-01T00:00:00.000Z"],
      ] as const;
      for (const [name, owner, started] of samples) {
        // Not on the command line: a build that names a dead owner there is ended by whoever builds beside it.
        const labels = `LABEL io.hullscan.owner=${owner} io.hullscan.started=${started}`;
        await writeDockerfile(cwd, `${name}/Dockerfile`, `FROM scratch\nCOPY rootfs /\n${labels}\n`);
        const tag = `local_scan_${name}_20240102_030405_000006:latest`;
        await docker.docker("build", "-q", "-t", tag, join(cwd, name));
      }
      const logs = await build(cwd, "app/Dockerfile");
      assert.equal(logs.filter((line) => line.startsWith("info: Removed the image")).length, 4);
      const left = await docker.docker("images", "--format", "{{.Repository}}");
      assert.deepEqual(left.match(/(?<=local_scan_)[a-z]+/g)?.sort(), ["alive", "elsewhere"]);
      await docker.docker("image", "prune", "-a", "-f");
      assert.deepEqual(await docker.leftovers(), []);
    });
  },
);

testWith(test, ["dockerd"], "a BuildKit without buildx is told with its fix", async () => {
  const docker = engine();
  await inTempFolder(async (cwd) => {
    // The docker of this machine for all but builds, which say what a docker 28 without buildx says.
    const said = "ERROR: BuildKit is enabled but the buildx component is missing or broken.";
    const script = `#!/bin/sh\n[ "$1" = build ] || exec ${findEngine("docker")} "$@"\necho '${said}' >&2\nexit 1\n`;
    await writeFile(join(cwd, "docker"), script);
    await chmod(join(cwd, "docker"), 0o755);
    Object.assign(process.env, { DOCKER_HOST: docker.host, PATH: `${cwd}:${process.env.PATH}` });
    await writeDockerfile(cwd, "app/Dockerfile");
    const error = await catchScanError(() => build(cwd, "app/Dockerfile"));
    assert.equal(error.code, "BUILDX_MISSING");
    assert.match(error.hint ?? "", /unset DOCKER_BUILDKIT/);
  });
});

testWith(
  test,
  ["dockerd"],
  "the preflight of dockerBuild() tells which Docker answers, where somebody asks",
  async () => {
    const docker = engine();
    process.env.DOCKER_HOST = docker.host;
    const context = testContext();
    const plugin = dockerBuild();
    const check = async (isThorough: boolean) =>
      plugin.definition.preflight?.(await parseOptions(plugin), context.forPreflight({ isThorough }));
    await check(false);
    assert.deepEqual(context.facts, []);
    await check(true);
    assert.match(context.facts.join(), /^Docker \d+\.\d+\S* answers$/);
    await context.close();
  },
);

test.run();
