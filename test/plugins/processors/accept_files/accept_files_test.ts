/** Files of other scanners accept what a processor of one's own finds; no Trivy is asked. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { acceptFiles } from "#plugins/processors/accept_files/mod.ts";
import { runCli } from "#support/cli.ts";
import { makePackage, makeVulnerability } from "#support/outcomes.ts";
import { collector, images, runToEnd } from "#support/pipeline.ts";
import { returning } from "#support/returning.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const FINDINGS = [
  makeVulnerability({ id: "GHSA-1", aliases: ["CVE-1"], scanner: "mine" }),
  makeVulnerability({ id: "CVE-2", scanner: "mine", package: makePackage({ purl: "pkg:npm/lodash@4.17.15" }) }),
  makeVulnerability({ id: "CVE-3", scanner: "mine", package: makePackage({ purl: "pkg:npm/qs@6.0.0" }) }),
];

const OPENVEX = {
  ...{ "@context": "https://openvex.dev/ns/v0.2.0", "@id": "https://example.com/1", author: "a", version: 1 },
  timestamp: "2026-01-01T00:00:00Z",
  statements: [
    {
      ...{ vulnerability: { name: "CVE-3" }, products: [{ "@id": "pkg:npm/qs" }] },
      ...{ status: "not_affected", justification: "vulnerable_code_not_present" },
    },
  ],
};

const CYCLONEDX = {
  ...{ bomFormat: "CycloneDX", specVersion: "1.6", version: 1 },
  components: [{ type: "library", name: "lodash", "bom-ref": "pkg:npm/lodash", purl: "pkg:npm/lodash" }],
  vulnerabilities: [
    { id: "CVE-2", analysis: { state: "not_affected", detail: "never loaded" }, affects: [{ ref: "pkg:npm/lodash" }] },
  ],
};

async function writeFiles(folder: string, files: Readonly<Record<string, unknown>>): Promise<void> {
  for (const [name, content] of Object.entries(files)) {
    await writeFile(join(folder, name), typeof content === "string" ? content : JSON.stringify(content));
  }
}

async function run(cwd: string, ...processors: readonly Parameters<typeof acceptFiles>[0][]) {
  const { sink, outcomes } = collector();
  const mine = returning("mine", () => ({ findings: FINDINGS }));
  // The rules hold whether they stand before or behind the scanner.
  const [first = [], ...others] = processors.map((options) => acceptFiles(options));
  const config = { sources: [images("a")], processors: [first, mine, ...others].flat(), sinks: [sink] };
  const { events, error, last } = await runToEnd(config, { cwd });
  const marks = outcomes.flatMap(({ data }) => data.findings?.map((one) => one.accepted?.rule));
  const logs = events.flatMap((event) => (event.type === "log" ? [event.message] : []));
  return { marks, logs, error, last };
}

test("all four formats accept what a processor of one's own finds, and entries without use are told of once", async () => {
  await inTempFolder(async (cwd) => {
    await writeFiles(cwd, {
      ".trivyignore": "CVE-1\nCVE-9\n",
      ".trivyignore.yaml": "vulnerabilities: [{ id: CVE-2, purls: [pkg:npm/lodash], statement: not reachable }]\n",
      "openvex.json": OPENVEX,
      "cyclonedx.json": CYCLONEDX,
    });
    const list = await run(cwd, { ignoreFile: ".trivyignore", vex: ["openvex.json", "cyclonedx.json"] });
    assert.deepEqual(list.marks, [".trivyignore:1", "cyclonedx.json:vulnerabilities[0]", "openvex.json:statements[0]"]);
    const unused = "No finding of this run matches 1 rule for accepted findings: .trivyignore:2";
    assert.deepEqual([list.logs, list.last?.rules], [[unused], { ended: 0, unused: 1 }]);
    const yaml = await run(cwd, { ignoreFile: ".trivyignore.yaml" });
    assert.deepEqual(yaml.marks, [undefined, ".trivyignore.yaml:1", undefined]);
    const both = await run(cwd, { ignoreFile: ".trivyignore" }, { ignoreFile: join(cwd, ".trivyignore") });
    assert.deepEqual([both.logs, both.last?.rules], [[unused], { ended: 0, unused: 1 }]);
  });
});

test("a file that is missing or has mistakes keeps the run from starting, and one of the options is needed", async () => {
  await inTempFolder(async (cwd) => {
    await writeFiles(cwd, { "a.yaml": "vulnerabilities:\n- id: CVE-1\n  expires_at: 2027-01-01\n" });
    for (const [options, expected] of [
      [{ ignoreFile: "a.yaml" }, /line 3: there is no key "expires_at"/],
      [{ vex: "b.json" }, /The option vex names ".*b\.json", which cannot be read: there is no such file/],
      [{}, /needs ignoreFile, vex, or both/],
    ] as const) {
      const { error, marks } = await run(cwd, options);
      const { message, problems = [] } = await catchScanError(() => Promise.reject(error));
      assert.match([message, ...problems.map((one) => one.message)].join("\n"), expected);
      assert.deepEqual(marks, []);
    }
  });
});

const SCANNER = `import { defineProcessor } from "hullscan";

export const mine = defineProcessor({
  name: "mine",
  provides: ["findings"],
  setup: () => ({
    process: () => ({ findings: ${JSON.stringify(FINDINGS)} }),
  }),
});
`;

test("a config in YAML names it beside a scanner of one's own; the report marks what it accepts", async () => {
  await inTempFolder(async (cwd) => {
    await writeFiles(cwd, {
      "mine.ts": SCANNER,
      list: "example.com/a:1\n",
      ".trivyignore": "CVE-1\nCVE-2\n",
      "scan.config.yaml": `sources: [{ image_list: { file: list } }]
processors: [./mine.ts, { accept_files: { ignoreFile: .trivyignore } }]
sinks: [{ report: { ndjson: true } }]
`,
    });
    const { stdout, stderr, code } = await runCli([], { cwd, env: { TRIVY_BINARY: "/none" } });
    assert.equal(code, 0, stdout + stderr);
    assert.match(stdout + stderr, /1 HIGH {2}2 accepted/);
    await writeFile(join(cwd, ".trivyignore"), "CVE-1 exp:soon\n");
    const broken = await runCli(["check"], { cwd });
    assert.deepEqual(
      [broken.code, /line 1: after "exp:" there is "soon"/.test(broken.stdout + broken.stderr)],
      [2, true],
    );
  });
});

test.run();
