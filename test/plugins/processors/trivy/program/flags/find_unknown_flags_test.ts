import assert from "node:assert/strict";
import { test } from "uvu";
import { findUnknownFlags } from "#plugins/processors/trivy/program/flags/find_unknown_flags.ts";

const ARGS = ["image", "--format", "json", "--no-progress", "--timeout=5m", "--", "--odd"];
const HELP = "\nScan a container image\n\nUsage:\n  trivy image [flags] IMAGE_NAME\n\nFlags:\n";

function find(output: { stderr?: string; stdout?: string }): string[] {
  return findUnknownFlags({ stderr: "", stdout: "", ...output }, ARGS);
}

test("findUnknownFlags() reads how releases of all times name the flag that they do not know", () => {
  const texts = [
    { stderr: "2026-03-01T10:00:00Z\tFATAL\tFatal error\tunknown flag: --no-progress\n", stdout: HELP },
    { stderr: "2022-09-21T09:11:11.000Z\t\u001b[31mFATAL\u001b[0m\tunknown flag: --no-progress" },
    { stderr: "Error: unknown flag: --no-progress\nUsage:\n" },
    { stdout: "Incorrect Usage. flag provided but not defined: -no-progress\n\nNAME:\n   trivy image" },
    { stderr: "Incorrect Usage. flag provided but not defined: -no-progress" },
  ];
  for (const text of texts) assert.deepEqual(find(text), ["--no-progress"], JSON.stringify(text));
});

test("findUnknownFlags() compares with the help where nothing is named", () => {
  const stdout = `${HELP}  -f, --format string     format\n      --timeout duration   timeout (default 5m0s)\n`;
  assert.deepEqual(find({ stdout }), ["--no-progress"]);
  assert.deepEqual(find({ stdout: `${stdout}      --no-progress   suppress progress bar` }), []);
});

test("findUnknownFlags() takes no other output for a word about flags", () => {
  for (const text of ["", "unknown flag: --never-given", "unknown flag: --odd", "a report", HELP]) {
    assert.deepEqual(find({ stderr: text, stdout: text }), [], text);
  }
});

test.run();
