/** What only BuildKit knows, met by the builders of a real Docker 20.10: the legacy one, and a BuildKit that is old. */
import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { ScanError } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { type DockerBuildInput, dockerBuild } from "#plugins/processors/docker_build/mod.ts";
import { writeDockerfile } from "#support/dockerfiles.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { BUILDKIT, LEGACY, useDockerEngine } from "./support/builders.ts";
import { dockerfileTarget } from "./support/dockerfile_target.ts";

const engine = useDockerEngine(test);

const SUM = `sha256:${"a1".repeat(32)}`;

/** Dockerfiles, and what the reason says. */
const UNKNOWN_TO_LEGACY = [
  ["FROM scratch\nCOPY rootfs /\nRUN <<EOF\necho hello\nEOF\n", /\(line 3: RUN <<EOF\)/],
  ["FROM scratch\nRUN <<-'EOF' bash\n\tENV x\n\tEOF\n", /\(line 2: RUN <<-'EOF' bash\)/],
  ["FROM scratch\nCOPY <<EOF /a\n# a comment\nEOF\n", /\(line 2: COPY <<EOF \/a\)/],
  ["FROM --platform=$BUILDPLATFORM scratch\nCOPY rootfs /\n", /BuildKit fills in BUILDPLATFORM: FROM --platform/],
  [`ARG TARGETPLATFORM\nFROM --platform=\${TARGETPLATFORM} scratch\nCOPY rootfs /\n`, /fills in TARGETPLATFORM/],
  [`FROM scratch AS base-amd64\nCOPY rootfs /\nFROM base-\${TARGETARCH}\n`, /fills in TARGETARCH: FROM base-/],
  ["FROM 127.0.0.1:1/base$TARGETARCH\n", /fills in TARGETARCH/],
  [`FROM scratch\nADD --checksum=${SUM} http://127.0.0.1:1/x /x\n`, /unknown flag: checksum/i],
  ["FROM scratch\nADD --keep-git-dir=true https://127.0.0.1:1/a.git /x\n", /unknown flag: keep-git-dir/i],
  ["FROM scratch\nADD --unpack=true http://127.0.0.1:1/x /x\n", /unknown flag: unpack/i],
  ["FROM scratch\nCOPY --parents rootfs/etc /\n", /unknown flag: parents/i],
  ["FROM scratch\nCOPY --exclude=*.txt rootfs /\n", /unknown flag: exclude/i],
  ["FROM scratch\nCOPY --link rootfs /\n", /unknown flag: link/i],
  ["FROM scratch\nCOPY --chmod=755 rootfs /\n", /--chmod option requires BuildKit/],
  ["FROM scratch\nADD --chmod=755 rootfs /\n", /--chmod option requires BuildKit/],
  ["FROM scratch\nRUN --mount=type=cache,target=/x make\n", /--mount option requires BuildKit/],
  ["FROM scratch\nRUN --network=none make\n", /unknown flag: network/i],
  ["FROM scratch\nRUN --security=insecure make\n", /unknown flag: security/i],
  ["FROM scratch\nHEALTHCHECK --start-interval=5s CMD x\n", /unknown flag: start-interval/i],
  ["# syntax=example.com/other:1\nFROM scratch\nINCLUDE rootfs\n", /\(# syntax=example.com\/other:1\)/],
] as const;

/** Docker 20.10's BuildKit is older than these. */
const UNKNOWN_TO_OLD_BUILDKIT = [
  ["FROM scratch\nRUN <<EOF\necho hello\nEOF\n", /\(line 2: RUN <<EOF\)/],
  ["FROM scratch\nRUN <<EOF\nENV x\nEOF\n", /\(line 2: RUN <<EOF\)/],
  [`FROM scratch\nADD --checksum=${SUM} http://127.0.0.1:1/x /x\n`, /unknown flag: checksum/i],
  ["FROM scratch\nCOPY --parents rootfs/etc /\n", /unknown flag: parents/i],
] as const;

async function build(cwd: string, text: string, input: DockerBuildInput = {}): Promise<void> {
  await writeDockerfile(cwd, "app/Dockerfile", text);
  const context = testContext({ plugin: "docker_build", cwd });
  const hooks = await openPlugin(dockerBuild(input), context.ctx);
  const target = dockerfileTarget("app/Dockerfile");
  try {
    await hooks.process({ target, data: {} }, context.forTarget(target));
  } finally {
    await context.cleanUp();
    await hooks.dispose?.();
    await context.close();
  }
}

function testBuilder(name: string, env: Readonly<Record<string, string>>, work: (cwd: string) => Promise<void>): void {
  testWith(test, ["dockerd"], name, async () => {
    const docker = engine();
    Object.assign(process.env, env, { DOCKER_HOST: docker.host });
    await inTempFolder(work);
    assert.deepEqual(await docker.leftovers(), []);
  });
}

function checkNeed(error: ScanError, reason: RegExp, text: string): void {
  assert.equal(error.code, "BUILDKIT_NEEDED", `${text}${error.message}`);
  assert.match(error.message, reason);
  assert.match(error.hint ?? "", /buildx.*DOCKER_BUILDKIT=1.*# syntax=docker\/dockerfile:1/);
}

testBuilder("what the legacy builder does not know is told as such", LEGACY, async (cwd) => {
  for (const [text, reason] of UNKNOWN_TO_LEGACY) checkNeed(await catchScanError(() => build(cwd, text)), reason, text);
});

testBuilder("what an old BuildKit does not know is told as such", BUILDKIT, async (cwd) => {
  for (const [text, reason] of UNKNOWN_TO_OLD_BUILDKIT) {
    checkNeed(await catchScanError(() => build(cwd, text)), reason, text);
  }
});

testBuilder("mistakes of a Dockerfile are not taken for a need of BuildKit", LEGACY, async (cwd) => {
  for (const text of [
    "# syntax=docker/dockerfile:1\nFORM scratch\n",
    "FROM scratch\nCOPY --nosuch=1 rootfs /\n",
    "ARG X\nFROM --platform=$X scratch\n",
    "ARG TARGETARCH=amd64\nFROM Wrong-$TARGETARCH\n",
  ]) {
    const error = await catchScanError(() => build(cwd, text));
    assert.equal(error.code, "BUILD_FAILED", `${text}${error.message}`);
  }
});

testBuilder("what the legacy builder passes over without harm is built", LEGACY, async (cwd) => {
  await build(cwd, "# syntax=docker/dockerfile:1\nFROM scratch\nCOPY rootfs /\n");
  const text = "ARG TARGETPLATFORM\nFROM --platform=$TARGETPLATFORM scratch\nCOPY rootfs /\n";
  await build(cwd, text, { buildArgs: { TARGETPLATFORM: "linux/amd64" } });
});

testWith(test, ["dockerd"], "a heredoc that the legacy builder leaves out is no image that is done", async () => {
  const docker = engine();
  await inTempFolder(async (cwd) => {
    // Debian's docker refuses heredocs; from Docker 23 on it runs them as empty commands, which this one plays.
    const said = "Step 1/2 : FROM scratch\nStep 2/2 : RUN <<EOF\nSuccessfully built 0123456789ab";
    const script = `#!/bin/sh\n[ "$1" = build ] || exec ${findEngine("docker")} "$@"\necho '${said}'\n`;
    await writeFile(join(cwd, "docker"), script);
    await chmod(join(cwd, "docker"), 0o755);
    Object.assign(process.env, { DOCKER_HOST: docker.host, PATH: `${cwd}:${process.env.PATH}` });
    const text = "FROM scratch\nRUN <<EOF\necho hello\nEOF\n";
    checkNeed(await catchScanError(() => build(cwd, text)), /passed over the heredoc of line 2: RUN <<EOF/, text);
  });
});

test.run();
