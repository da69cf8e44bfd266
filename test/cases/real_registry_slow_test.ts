/** Images in a real registry, put there by skopeo. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { startDockerRegistry } from "#support/docker_registry.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

testWith(
  test,
  ["trivy", "docker-registry", "skopeo"],
  "three runs over a real registry: the filename on stdout, every image there, the same findings each time",
  async () => {
    const demo = await startDemoRegistry();
    const registry = await startDockerRegistry();
    try {
      const images: string[] = [];
      for (const [index, reference] of demo.references.entries()) {
        await registry.copy(reference, `team/app-${index}:1`);
        images.push(`${registry.host}/team/app-${index}:1`);
      }
      await inTempFolder(async (cwd) => {
        await writeFile(join(cwd, "input_images.txt"), `severity=1\n${images.join("\n")}\n`);
        const found: unknown[] = [];
        for (let round = 0; round < 3; round += 1) {
          const env = { TRIVY_DB_REPOSITORY: demo.dbRepository };
          const { code, stdout, stderr } = await runCli(["--mode", "remote", "--jobs-remote", "2"], { cwd, env });
          assert.equal(code, 0, stderr);
          const report = await loadReport(cwd, stdout);
          assert.deepEqual(report.map(({ image }) => image).sort(), [...images].sort());
          found.push(report.map((element) => [element.image, ...idsOf(element)].join("\n")).sort());
        }
        assert.deepEqual(found[1], found[0]);
        assert.deepEqual(found[2], found[0]);
      });
    } finally {
      await registry.close();
      await demo.close();
    }
  },
);

test.run();
