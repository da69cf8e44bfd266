import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Severity } from "#core/mod.ts";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** A config whose one target is scanned from a severity on, with findings of some severities; or not scanned. */
const toConfig = (minSeverity: Severity, severities?: readonly string[]) => `
  import { defineProcessor, defineSource } from "hullscan";
  import { fakeFinding, fakeScan, fakeTarget } from "hullscan/testing";
  const target = fakeTarget({ minSeverity: "${minSeverity}" });
  const data = ${severities === undefined ? "{}" : `{ findings: ${JSON.stringify(severities)}.map((severity) => fakeFinding({ severity })) }`};
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets: () => [target] }) });
  const look = defineProcessor({ name: "look", provides: ["findings"], setup: () => ({ process: () => data }) });
  export default { sources: [list()], processors: [look()], failOn: "MEDIUM" };
`;

const CASES = [
  [
    "a gate that is hit",
    toConfig("UNKNOWN", ["LOW", "MEDIUM", "HIGH"]),
    [1, /^scan: error: .*--fail-on MEDIUM: 2 findings/m],
  ],
  ["one that passes", toConfig("MEDIUM", ["LOW"]), [0, undefined]],
  ["one below what was looked for", toConfig("HIGH", []), [0, /^scan: warn: .*not cover 1 target .*severity=3/m]],
  ["one of what was not scanned", toConfig("MEDIUM"), [0, /^scan: warn: .*does not cover 1 target that no scanner/m]],
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

/** A config of which one target is scanned with a caveat, and one fails. */
const DOUBTFUL = `
  import { defineProcessor, defineSource } from "hullscan";
  import { fakeFinding, fakeScan, fakeTarget } from "hullscan/testing";
  const targets = () => ["a:1", "b:1"].map((image) => fakeTarget({ image }));
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets }) });
  const process = ({ target }) => {
    if (target.image === "b:1") throw new Error("no");
    const caveats = [{ code: "OS_UNKNOWN", message: "It is not known" }];
    return { findings: [fakeFinding()], scans: [fakeScan({ caveats })] };
  };
  const look = defineProcessor({ name: "look", provides: ["findings"], setup: () => ({ process }) });
  export default { sources: [list()], processors: [look()], failOn: FAIL_ON };
`;

test("the gate can count caveats, and its last line also says what could not be scanned", async () => {
  await inTempFolder(async (cwd) => {
    const run = async (failOn: string, ...args: readonly string[]) => {
      await writeFile(join(cwd, "scan.config.mjs"), DOUBTFUL.replace("FAIL_ON", failOn));
      const { code, stderr } = await runCli(["run", ...args], { cwd });
      return [code, stderr.trimEnd().split("\n").at(-1)];
    };
    const found = "--fail-on HIGH: 1 finding at HIGH or above in 1 target: CVE-2024-0001";
    const doubted = "--fail-on-caveats: OS_UNKNOWN in 1 target";
    const failed = "; and 1 target could not be scanned";
    assert.deepEqual(await run('"high"'), [1, `scan: error: ${found}${failed}`]);
    assert.deepEqual(await run("{ caveats: true }"), [1, `scan: error: ${doubted}${failed}`]);
    assert.deepEqual(await run('{ severity: "HIGH", caveats: ["OS_UNKNOWN"] }'), [
      1,
      `scan: error: ${found}; ${doubted}${failed}`,
    ]);
    assert.deepEqual(await run("undefined", "--fail-on-caveats", "-q"), [1, `scan: error: ${doubted}${failed}`]);
    assert.equal((await run('{ severity: 5, caveats: ["OS_END_OF_LIFE"] }'))[0], 4);
  });
});

test("--fail-on: with --quiet, a gate that is hit is still told", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), toConfig("UNKNOWN", ["CRITICAL"]));
    const { code, stderr } = await runCli(["run", "--quiet", "--fail-on", "high"], { cwd });
    assert.equal(code, 1);
    assert.match(
      stderr,
      /^scan: error: nginx:1\.27 {2}1 CRITICAL {2}CVE-\S+ in libc6 [^\n]+\nscan: error: --fail-on HIGH: 1 finding at HIGH or above [^\n]+\n$/,
    );
  });
});

test("--fail-on: rules of the call stand in place of the config's; one is enough", async () => {
  await inTempFolder(async (cwd) => {
    const last = ({ code, stderr }: { readonly code: number | null; readonly stderr: string }) => [
      code,
      stderr.trimEnd().split("\n").at(-1),
    ];
    await writeFile(join(cwd, "scan.config.mjs"), toConfig("UNKNOWN", ["MEDIUM", "HIGH"]));
    assert.equal((await runCli(["run", "--fail-on", "HIGH,fixable"], { cwd })).code, 0);
    const rules = ["--fail-on", "CRITICAL", "--fail-on", "HIGH,vulnerability,cvss=7"];
    assert.deepEqual(last(await runCli(["run", ...rules], { cwd })), [
      1,
      "scan: error: --fail-on HIGH,vulnerability,cvss=7: 1 finding in 1 target: CVE-2024-0001",
    ]);
    const { code, stderr } = await runCli(["run", "--fail-on", "HIGH,kev"], { cwd });
    assert.equal(code, 1);
    assert.match(stderr, /--fail-on HIGH,kev cannot judge \d+ vulnerabilit(y|ies), so it fails: the KEV catalogue/);
  });
});

test("--fail-on: rules for accepted findings that have ended, or match nothing, fail the run, by the config or the call", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), toConfig("UNKNOWN", ["LOW"]));
    const rules = "accept:\n  - { id: CVE-2020-1, reason: r, until: 2999-01-01, over_a_year: true }\n";
    await writeFile(join(cwd, "scan.accept.yaml"), `${rules}  - { id: CVE-2020-2, reason: r, until: 2020-01-01 }\n`);
    assert.equal((await runCli(["run"], { cwd })).code, 0);
    const unused = await runCli(["run", "--fail-on", "HIGH,unused-rules"], { cwd });
    assert.equal(unused.code, 1);
    assert.match(unused.stderr, /No finding of this run matches 1 rule for accepted findings: scan\.accept\.yaml:2\n/);
    assert.match(unused.stderr, /\nscan: error: --fail-on unused-rules: 1 rule for accepted findings\n$/);
    const config = toConfig("UNKNOWN", ["LOW"]).replace('failOn: "MEDIUM"', 'failOn: { rules: ["ended"] }');
    await writeFile(join(cwd, "scan.config.mjs"), config);
    const ended = await runCli(["run", "--fail-on", "HIGH"], { cwd });
    assert.equal(ended.code, 1, ended.stderr);
    assert.match(ended.stderr, /\nscan: error: --fail-on ended-rules: 1 rule for accepted findings\n$/);
  });
});

test.run();
