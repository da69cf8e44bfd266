import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { chmod } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { promisify } from "node:util";
import { test } from "uvu";
import { diagnoseDocker } from "#plugins/processors/trivy/program/failure/diagnose_docker.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function codeForNobody(host: string): Promise<string> {
  const script = join(import.meta.dirname, "../../fixtures/diagnose_as_nobody.ts");
  const { stdout } = await promisify(execFile)(process.execPath, ["--import", "tsx", script, host]);
  return stdout.trim();
}

test("diagnoseDocker() tells a socket that this user may not use", () =>
  inTempFolder(async (folder) => {
    await chmod(folder, 0o755);
    const socket = join(folder, "docker.sock");
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(socket, resolve));
    try {
      await chmod(socket, 0);
      assert.equal(await codeForNobody(`unix://${socket}`), "DOCKER_PERMISSION");
      await chmod(socket, 0o666);
      assert.equal(await codeForNobody(`unix://${socket}`), "undefined");
    } finally {
      await new Promise((resolve) => server.close(resolve));
    }
  }));

test("diagnoseDocker() says nothing of a socket that is not there, and of a daemon elsewhere", () =>
  inTempFolder(async (folder) => {
    assert.equal(await diagnoseDocker({ DOCKER_HOST: `unix://${folder}/none.sock` }), undefined);
    assert.equal(await diagnoseDocker({ DOCKER_HOST: "tcp://192.0.2.1:2375" }), undefined);
  }));

test.run();
