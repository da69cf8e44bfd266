/** `--severity`: what is reported, whatever a list says. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { loadReport } from "#support/report.ts";
import { withDemo } from "#support/with_demo.ts";

testWith(test, ["trivy"], "--severity holds for a list, for named images and for standard input", async () => {
  await withDemo(async ({ references: [image = ""], dbRepository }, cwd) => {
    const env = { TRIVY_DB_REPOSITORY: dbRepository };
    await writeFile(join(cwd, "input_images.txt"), `severity=5\n${image}\n`);
    for (const [args, input, severities] of [
      [["--mode", "remote", "--severity", "HIGH,CRITICAL"], "", ["HIGH", "CRITICAL"]],
      [[image, "--severity", "critical"], "", ["CRITICAL"]],
      [["-", "--severity", "1"], image, ["UNKNOWN", "LOW", "MEDIUM", "HIGH", "CRITICAL"]],
    ] as const) {
      const { code, stdout, stderr } = await runCli(args, { cwd, env, input });
      assert.equal(code, 0, stderr);
      const [element] = await loadReport(cwd, stdout);
      assert.deepEqual(element?.included_severities, severities);
      const found = Object.values(element ?? {}).flatMap((group) =>
        typeof group === "object" && group !== null && !Array.isArray(group) ? Object.keys(group) : [],
      );
      assert.deepEqual(
        found.filter((severity) => !severities.some((known) => known === severity)),
        [],
      );
      const isNarrow = severities.length < 5;
      assert.equal(stderr.includes(`only ${severities.join(", ")} were looked for`), isNarrow, stderr);
    }
    assert.match((await runCli(["--mode", "remote", "--severity", "HIHG"], { cwd, env })).stderr, /Did you mean HIGH/);
  });
});

test.run();
