import assert from "node:assert/strict";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { openDocker } from "#plugins/lib/clients/docker/mod.ts";
import { startDockerEngine } from "#support/docker_engine.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

type Environment = Readonly<Record<string, string>>;

/** Opens Docker in an environment; gives the log and what the command then sees of that environment. */
async function open(env: Environment) {
  const context = testContext();
  try {
    const docker = await openDocker({ exec: context.ctx.exec, log: context.ctx.log, env });
    const { stdout } = await docker.run(["show-environment"]);
    return { logs: context.logs, seen: stdout };
  } finally {
    await context.close();
  }
}

async function writeScript(folder: string, name: string, ...lines: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, name), ["#!/bin/sh", ...lines, ""].join("\n"));
  await chmod(join(folder, name), 0o755);
}

const PATH = process.env.PATH ?? "";
const REFUSED =
  "permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: dial unix /var/run/docker.sock: connect: permission denied";

test("openDocker() tells that there is no docker, also where one is only in a relative folder of PATH", async () => {
  await inTempFolder(async (folder) => {
    const error = await catchScanError(() => open({ PATH: `${folder}:.:bin` }));
    assert.equal(error.code, "DOCKER_NOT_FOUND");
    assert.ok(error.usage);
    assert.match(error.hint ?? "", /Install Docker/);
  });
});

testWith(test, ["docker"], "openDocker() tells a daemon that is not there, and settings that do not fit", async () => {
  await inTempFolder(async (folder) => {
    const env = { PATH, HOME: folder };
    const gone = await catchScanError(() => open({ ...env, DOCKER_HOST: `unix://${folder}/no.sock` }));
    assert.equal(gone.code, "DOCKER_UNAVAILABLE", gone.message);
    const refused = await catchScanError(() => open({ ...env, DOCKER_HOST: "tcp://127.0.0.1:1" }));
    assert.equal(refused.code, "DOCKER_UNAVAILABLE", refused.message);
    const nonsense = await catchScanError(() => open({ ...env, DOCKER_HOST: "nonsense://x" }));
    assert.equal(nonsense.code, "DOCKER_SETTINGS", nonsense.message);
    const context = await catchScanError(() => open({ ...env, DOCKER_CONTEXT: "gone" }));
    assert.equal(context.code, "DOCKER_SETTINGS", context.message);
  });
});

testWith(
  test,
  ["dockerd"],
  "openDocker() tells a user who may not use the socket; sudo only if it asks nothing",
  async () => {
    const engine = await startDockerEngine();
    try {
      await inTempFolder(async (folder) => {
        await chmod(folder, 0o755);
        const docker = findEngine("docker");
        // The real docker, as nobody, but for those who come through sudo.
        const asNobody = "setpriv --reuid=65534 --regid=65534 --clear-groups";
        await writeScript(folder, "docker", `[ "$ROOT" ] && exec ${docker} "$@"`, `exec ${asNobody} ${docker} "$@"`);
        const env = { PATH: `${folder}:${PATH}`, HOME: "/tmp", DOCKER_HOST: engine.host };
        await writeScript(folder, "sudo", "echo 'sudo: a password is required' >&2", "exit 1");
        const error = await catchScanError(() => open(env));
        assert.equal(error.code, "DOCKER_PERMISSION", error.message);
        assert.match(error.hint ?? "", /group docker/);
        await writeScript(folder, "sudo", '[ "$2" = true ] && exit 0', "shift 3", 'ROOT=1 exec "$@"');
        const { logs } = await open(env);
        assert.equal(logs.length, 1);
        assert.match(logs[0] ?? "", /^warn: .*running docker through sudo, which needs no password here$/);
      });
    } finally {
      await engine.close();
    }
  },
);

test("openDocker() hands on what Docker needs, also through sudo, and no secret of others", async () => {
  await inTempFolder(async (folder) => {
    const env = {
      PATH: `${folder}:${PATH}`,
      HOME: folder,
      DOCKER_CERT_PATH: "certs",
      HTTPS_PROXY: "http://proxy:3128",
      DTR_TOKEN: "secret1",
      TRIVY_PASSWORD: "secret2",
      SLACK_WEBHOOK_URL: "https://hooks.slack.com/services/secret3",
      SLACK_BOT_TOKEN: "xoxb-secret4",
      DOCKER_BUILDKIT: "0",
    };
    await writeScript(folder, "docker", "env");
    const plain = await open(env);
    for (const name of ["HOME", "HTTPS_PROXY", "DOCKER_BUILDKIT"])
      assert.match(plain.seen, new RegExp(`^${name}=`, "m"));
    assert.match(plain.seen, new RegExp(`^DOCKER_CERT_PATH=${join(process.cwd(), "certs")}$`, "m"));
    assert.ok(!/DTR_|TRIVY_|SLACK_|secret/.test(plain.seen));

    await writeScript(folder, "docker", `[ "$ROOT" ] && exec env`, `echo '${REFUSED}' >&2`, "exit 1");
    await writeScript(folder, "sudo", '[ "$2" = true ] && exit 0', 'echo "$2"', "shift 3", 'ROOT=1 exec "$@"');
    const throughSudo = await open(env);
    assert.match(throughSudo.seen, /^--preserve-env=DOCKER_CONFIG,DOCKER_CERT_PATH,HTTPS_PROXY,DOCKER_BUILDKIT$/m);
    assert.match(throughSudo.seen, new RegExp(`^DOCKER_CONFIG=${folder}/\\.docker$`, "m"));
  });
});

test.run();
