/** A config that names a scanner and no look-up: results are shared and kept all the same. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { runCli } from "#support/cli.ts";
import { writeCountingTrivy } from "#support/counting_trivy.ts";
import { testWith } from "#support/needs.ts";
import { loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

testWith(test, ["trivy"], "README's YAML: one scan for two names of a digest, and none in the next run", async () => {
  const demo = await startDemoRegistry();
  const image = ociImage({ layers: [alpineLayer()] });
  const names = ["1.0", "latest"].map((tag) => {
    demo.registry.add("team/app", tag, image);
    return `${demo.registry.host}/team/app:${tag}`;
  });
  try {
    await inTempFolder(async (cwd) => {
      const trivy = await writeCountingTrivy(cwd);
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, TRIVY_BINARY: trivy.path };
      const write = (option: string) =>
        writeFile(
          join(cwd, "scan.config.yaml"),
          `sources: [{ image_list: { file: input_images.txt } }]
processors: [{ trivy: { timeout: 20m${option} } }]
jobs: 4
sinks: [grouped_json, stdout_filename]
`,
        );
      await write("");
      await writeFile(join(cwd, "input_images.txt"), names.join("\n"));

      const check = await runCli(["check", "--offline"], { cwd, env });
      assert.match(check.stdout, /processor digest \(implied by trivy\) .*\n.*processor trivy /, check.stderr);

      for (const scans of [1, 1]) {
        const { code, stdout, stderr } = await runCli([], { cwd, env });
        assert.equal(code, 0, stderr);
        assert.deepEqual((await loadReport(cwd, stdout)).map((one) => one.image).sort(), names);
        assert.equal((await trivy.listScans()).length, scans);
      }

      await write(", lookUp: false");
      const off = await runCli(["check", "--offline"], { cwd, env });
      assert.doesNotMatch(off.stdout, /processor digest/);
      const { code, stderr } = await runCli([], { cwd, env });
      assert.equal(code, 0, stderr);
      assert.deepEqual((await trivy.listScans()).slice(1).sort(), names);
    });
  } finally {
    await demo.close();
  }
});

test.run();
