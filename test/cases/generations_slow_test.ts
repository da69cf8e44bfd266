/** One list, scanned by Trivys of three generations. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { runCli } from "#support/cli.ts";
import { findEngine, type TrivyEngine, testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const TRIVYS = ["trivy", "trivy-0.44", "trivy-0.40"] as const satisfies readonly TrivyEngine[];
const DROPPED = "This Trivy does not know --skip-version-check, --disable-telemetry: continuing without";

testWith(
  test,
  TRIVYS,
  "each of three generations finds the same in every image, and names the flags that it does without once",
  async () => {
    const demo = await startDemoRegistry();
    try {
      const found: Record<string, unknown> = {};
      for (const engine of TRIVYS) {
        await inTempFolder(async (cwd) => {
          await writeFile(join(cwd, "input_images.txt"), `severity=1\n${demo.references.join("\n")}\n`);
          const env = { TRIVY_BINARY: findEngine(engine) ?? "", TRIVY_DB_REPOSITORY: demo.dbRepository };
          const { code, stdout, stderr } = await runCli(["--mode", "remote", "--jobs-remote", "2"], { cwd, env });
          assert.equal(code, 0, stderr);
          const report = await loadReport(cwd, stdout);
          assert.equal(report.length, demo.references.length);
          found[engine] = report.map((element) => [element.image, ...idsOf(element)].join("\n")).sort();
          assert.equal(stderr.split(DROPPED).length - 1, engine === "trivy" ? 0 : 1, stderr);
          assert.equal(stderr.split("does not know").length - 1, engine === "trivy" ? 0 : 1, stderr);
        });
      }
      assert.ok(JSON.stringify(found.trivy).includes("CVE-"));
      for (const engine of TRIVYS) assert.deepEqual(found[engine], found.trivy, engine);
    } finally {
      await demo.close();
    }
  },
);

test.run();
