import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "../../support/cli.ts";
import { inTempFolder } from "../../support/temp_folder.ts";

/** A config whose one target is scanned at a level, with findings of some severities; or not scanned. */
const toConfig = (level: number, severities?: readonly string[]) => `
  import { defineProcessor, defineSource } from "hullscan";
  import { fakeFinding, fakeTarget } from "hullscan/testing";
  const target = fakeTarget({ severityLevel: ${level} });
  const data = ${severities === undefined ? "{}" : `{ findings: ${JSON.stringify(severities)}.map((severity) => fakeFinding({ severity })) }`};
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets: () => [target] }) });
  const look = defineProcessor({ name: "look", setup: () => ({ process: () => data }) });
  export default { sources: [list()], processors: [look()], failOn: "MEDIUM" };
`;

const CASES = [
  ["a gate that is hit", toConfig(1, ["LOW", "MEDIUM", "HIGH"]), [1, /^scan: error: .*MEDIUM.*is hit: 2 findings/m]],
  ["one that passes", toConfig(3, ["LOW"]), [0, undefined]],
  ["one below what was looked for", toConfig(4, []), [0, /^scan: warn: .*not hold for 1 target,.*severity=3/m]],
  ["one of what was not scanned", toConfig(3), [0, /^scan: warn: .*nothing about 1 target that no scanner/m]],
] as const;

for (const [what, config, [expectedCode, expected]] of CASES) {
  test(`--fail-on: ${what} says so`, async () => {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "scan.config.mjs"), config);
      const { code, stderr } = await runCli(["run"], { cwd });
      assert.equal(code, expectedCode, stderr);
      if (expected === undefined) assert.ok(!stderr.includes("gate"), stderr);
      else assert.match(stderr, expected);
    });
  });
}

test("--fail-on: with --quiet, a gate that is hit is still told", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), toConfig(1, ["CRITICAL"]));
    const { code, stderr } = await runCli(["run", "--quiet", "--fail-on", "high"], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /^scan: error: the gate HIGH \(--fail-on\) is hit: 1 finding as bad as that, or worse\n$/);
  });
});

test.run();
