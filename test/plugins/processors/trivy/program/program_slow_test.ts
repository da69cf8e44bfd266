import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { trivyOptions } from "#plugins/processors/trivy/options.ts";
import { loadProgram } from "#plugins/processors/trivy/program/load_program.ts";
import { type Program, type ProgramResult, runProgram } from "#plugins/processors/trivy/program/program.ts";
import { createRunFolder } from "#plugins/processors/trivy/program/run_folder.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { fakeProgram } from "../support/fake_program.ts";

function run(program: Program, folder: string, args: readonly string[]): Promise<ProgramResult> {
  const stdoutFile = join(folder, "out");
  return runProgram(program, { args, tmpDir: folder, credentials: false, timeoutMs: 60_000, stdoutFile });
}

for (const engine of ["trivy-0.44", "trivy-0.40"] as const) {
  testWith(test, [engine], `what ${engine} does not know is named once and left out, unless it is needed`, async () => {
    const { ctx, logs, close } = testContext();
    const folder = await createRunFolder();
    try {
      const program = await loadProgram(trivyOptions.parse({ binary: findEngine(engine) }), ctx, folder);
      assert.deepEqual(program.capabilities.missingFlags, ["--skip-version-check", "--disable-telemetry"]);
      const flags = ["--skip-version-check", "--skip-db-update", "--disable-telemetry", "--vex", "x"];
      const args = ["image", "--cache-dir", folder.path, ...flags, "--", "app"];
      const { failed, unknownFlags } = await run(program, folder.path, args);
      assert.deepEqual({ failed, unknownFlags }, { failed: true, unknownFlags: ["--vex"] });
      const warnings = logs.filter((line) => line.startsWith("warn: "));
      assert.deepEqual(warnings, [
        "warn: This Trivy does not know --skip-version-check, --disable-telemetry: continuing without",
      ]);
    } finally {
      await folder.remove();
      await close();
    }
  });
}

test("a Trivy that names one flag at a time is called until it knows all; once for the run", () =>
  inTempFolder(async (folder) => {
    const { ctx, logs, close } = testContext({ cwd: folder });
    const body = `
fs.appendFileSync(path.join(path.dirname(__dirname), "calls"), args.join(" ") + "\\n");
const unknown = args.find((word) => ["--quiet", "--no-progress", "--skip-db-update"].includes(word));
if (unknown) { console.log("Incorrect Usage. flag provided but not defined: -" + unknown.slice(2)); process.exit(1); }
`;
    try {
      const program = await fakeProgram(body, { folder, exec: ctx.exec, log: ctx.log });
      const args = ["image", "--quiet", "--no-progress", "--skip-db-update", "--", "app"];
      assert.equal((await run(program, folder, args)).failed, false);
      assert.equal((await run(program, folder, args)).failed, false);
      const calls = (await readFile(join(folder, "calls"), "utf8")).trim().split("\n");
      assert.deepEqual(calls.slice(-2), ["image --skip-update -- app", "image --skip-update -- app"]);
      assert.equal(calls.length, 5);
      assert.equal(logs.length, 3);
    } finally {
      await close();
    }
  }));

test.run();
