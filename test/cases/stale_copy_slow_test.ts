/** Docker holds images under the names of a list: the report is about the registry's all the same, or says why not. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { startDockerEngine } from "#support/docker_engine.ts";
import { startDockerRegistry } from "#support/docker_registry.ts";
import { testWith } from "#support/needs.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

testWith(
  test,
  ["trivy", "dockerd", "docker", "docker-registry", "skopeo"],
  "an older copy, one that is gone, one behind a login, a registry that is down: never what Docker has",
  async () => {
    const demo = await startDemoRegistry();
    const engine = await startDockerEngine();
    const registry = await startDockerRegistry();
    const closed = await startDockerRegistry({ wantsLogin: true });
    const [debian = "", alpine = ""] = demo.references;
    let closing: Promise<void> | undefined;
    const close = () => {
      closing ??= registry.close();
      return closing;
    };
    try {
      await registry.copy(debian, "team/app:1");
      const app = `${registry.host}/team/app:1`;
      const [gone, secret] = [`${registry.host}/team/gone:1`, `${closed.host}/team/secret:1`];
      await engine.docker("pull", app);
      for (const name of [gone, secret]) await engine.docker("tag", app, name);
      await registry.copy(alpine, "team/app:1");
      await inTempFolder(async (cwd) => {
        const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, DOCKER_HOST: engine.host };
        await writeFile(join(cwd, "input_images.txt"), [app, gone, secret].join("\n"));
        async function scan() {
          const { code, stdout, stderr } = await runCli(["--mode", "remote"], { cwd, env });
          assert.equal(code, 4, stderr);
          const report = await loadReport(cwd, stdout);
          return (image: string) => {
            const { error, ...element } = report.find((one) => one.image === image) ?? assert.fail(image);
            return error ?? Object.keys(element).filter((key) => /^[A-Z]/.test(key));
          };
        }
        const of = await scan();
        assert.deepEqual(of(app), ["Alpine-package"]);
        assert.match(String(of(gone)), /there is no such image/);
        assert.match(String(of(secret)), /the registry refuses access/);

        await close();
        const down = await scan();
        assert.match(String(down(app)), /the registry cannot be reached/);
        assert.match(String(down(gone)), /the registry cannot be reached/);
      });
    } finally {
      await close();
      await closed.close();
      await engine.close();
      await demo.close();
    }
  },
);

test.run();
