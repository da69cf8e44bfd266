/** `--quiet`: silence, but for errors and for reports whose names are nowhere else. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const toConfig = (sinks: readonly unknown[]) => `
  import { defineProcessor, defineSource } from "hullscan";
  import { fakeFinding, fakeTarget } from "hullscan/testing";
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets: () => [fakeTarget()] }) });
  const process = () => ({ findings: [fakeFinding()] });
  const look = defineProcessor({ name: "look", provides: ["findings"], setup: () => ({ process }) });
  export default { sources: [list()], processors: [look()], sinks: ${JSON.stringify(sinks)} };
`;

for (const [what, sinks, stdout, stderr] of [
  ["stdout names the report", [{ grouped_json: { file: "a.json" } }, "stdout_filename"], "a.json\n", ""],
  ["nothing names it", [{ grouped_json: { file: "a.json" } }], "", "Report: a.json\n"],
  [
    "stdout names the main one alone",
    [{ grouped_json: { file: "a.json" } }, { report: { csv: "b.csv" } }, "stdout_filename"],
    ...["a.json\n", "Report: b.csv\n"],
  ],
  ["stdout names all of one kind", [{ report: { csv: "b.csv" } }, "stdout_filename"], "b.csv\n", ""],
] as const) {
  test(`--quiet: ${what}`, async () => {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "scan.config.mjs"), toConfig(sinks));
      const result = await runCli(["run", "--quiet"], { cwd });
      assert.deepEqual(result, { code: 0, stdout, stderr });
    });
  });
}

test.run();
