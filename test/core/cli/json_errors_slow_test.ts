/** With `--log-format json`, all that is on stderr is JSON. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const RUN = `
import { defineProcessor, defineSource } from "hullscan";
process.emitWarning("something old");
const target = { id: "image:a", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "test" } };
const source = defineSource({ name: "s", setup: () => ({ targets: () => TARGETS }) });
const scanner = defineProcessor({ name: "p", provides: ["findings"], setup: () => ({ process: () => ({ findings: [] }) }) });
export default { sources: [source()], processors: [scanner()], sinks: [] };
`;

for (const [what, args, config, code, exitCode] of [
  ["a flag that there is not", ["--nope"], "", "USAGE", 2],
  ["a value that cannot be", ["--grace", "soon"], "", "USAGE", 2],
  ["a config that is not there", ["--config", "gone.yaml"], "", "CONFIG_NOT_FOUND", 2],
  ["a config that is wrong", [], "export default { sources: 5 };", "CONFIG_INVALID", 2],
  ["a run without targets", [], RUN.replace("TARGETS", "[]"), "NOTHING_TO_SCAN", 3],
  ["a run whose plugin ends the process", [], RUN.replace("TARGETS", "process.exit(0)"), "EXITED", 3],
] as const) {
  test(`${what}: one JSON object a line, the last one the error`, async () => {
    await inTempFolder(async (cwd) => {
      if (config !== "") await writeFile(join(cwd, "scan.config.ts"), config);
      const result = await runCli(["--log-format", "json", ...args], { cwd });
      const records = result.stderr
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line));
      assert.equal(result.code, exitCode, result.stderr);
      const last = records.at(-1);
      assert.deepEqual([last.type, last.code, last.exitCode], ["error", code, exitCode]);
      assert.ok(typeof last.message === "string" && typeof last.time === "string");
      if (config.includes("emitWarning"))
        assert.ok(
          records.some(({ plugin }) => plugin === "node"),
          result.stderr,
        );
    });
  });
}

test.run();
