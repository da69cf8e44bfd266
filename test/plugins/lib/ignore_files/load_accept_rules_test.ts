import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, symlink, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type AcceptRule, createAcceptor } from "#core/accept/mod.ts";
import { fakeOutcome } from "#core/testing/mod.ts";
import { loadAcceptRules } from "#plugins/lib/ignore_files/load_accept_rules.ts";
import { makeLicense, makeMisconfiguration, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function load(name: string, text: string): Promise<readonly AcceptRule[]> {
  let rules: readonly AcceptRule[] = [];
  await inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "rules"));
    await writeFile(join(cwd, "rules", name), text);
    const path = join("rules", name);
    rules = await loadAcceptRules(name.endsWith(".json") ? { vex: path } : { ignoreFile: path }, { cwd });
  });
  return rules;
}

/** The rules by which findings are accepted at noon of 31 January 2027, and how rules without one ended. */
function apply(rules: readonly AcceptRule[], findings: readonly Parameters<typeof makeVulnerability>[0][]) {
  const acceptor = createAcceptor({ rules, now: new Date("2027-01-31T12:00:00Z") });
  const { data } = acceptor.mark(fakeOutcome({ data: { findings: findings.map((one) => makeVulnerability(one)) } }));
  return {
    marks: data.findings?.map(({ accepted }) => accepted?.rule),
    states: acceptor.report().map(({ state }) => state),
  };
}

test("a finding says where the file accepts it, why, and until when: the day before its date", async () => {
  const list = await load(".trivyignore", "# known\r\nCVE-1\r\n\r\nCVE-2 because exp:2027-01-31 of it\r\n");
  assert.deepEqual(
    list.filter(({ isImplied }) => !isImplied).map(({ acceptance, endsAt }) => ({ ...acceptance, endsAt })),
    [
      {
        ...{ status: "accepted", reason: "In rules/.trivyignore, line 2", rule: "rules/.trivyignore:2" },
        endsAt: undefined,
      },
      {
        ...{ status: "accepted", reason: "In rules/.trivyignore, line 4", rule: "rules/.trivyignore:4" },
        ...{ until: "2027-01-30", endsAt: Date.parse("2027-01-31T00:00:00.001Z") },
      },
    ],
  );
  const yaml = await load(
    "i.yaml",
    `vulnerabilities:
  - id: 123
    expired_at: 2027-01-31T23:30:00-02:00
    statement: "not reachable"
`,
  );
  assert.deepEqual(
    yaml.map(({ ids, acceptance, endsAt }) => ({ ids, ...acceptance, endsAt })),
    [
      {
        ids: ["123"],
        ...{ status: "accepted", reason: "not reachable", rule: "rules/i.yaml:2", until: "2027-02-01" },
        endsAt: Date.parse("2027-02-01T01:30:00.001Z"),
      },
    ],
  );
});

const DATES: readonly (readonly [string, boolean])[] = [
  ["2027-01-30", true],
  ["2027-01-31", true],
  ["2027-02-01", false],
  ["2027-2-1", false],
  ["2027-1-5", true],
  ["2027-01-31T11:59:59Z", true],
  ["2027-01-31T12:59:59+01:00", true],
  ["2027-01-31T12:30:00Z", false],
  ["2027-01-31 11:00:00", true],
  ["2027-01-31 9:00:00", true],
  ['"2027-01-31T11:00:00Z"', true],
];

for (const [date, hasEnded] of DATES) {
  test(`expired_at: ${date} ${hasEnded ? "has ended" : "holds"} at noon of 31 January 2027, and the run is told`, async () => {
    const rules = await load("i.yaml", `vulnerabilities: [{ id: A, expired_at: ${date} }]\n`);
    const { marks, states } = apply(rules, [{ id: "A" }]);
    assert.deepEqual([marks, states], hasEnded ? [[undefined], ["ended"]] : [["rules/i.yaml:1"], ["used"]]);
  });
}

test("an id that matches nothing is unused, and licences of an expression are accepted together", async () => {
  const rules = await load(".trivyignore", "MIT\nZlib exp:2999-01-01\nISC exp:2020-01-01\nCVE-9\n");
  const acceptor = createAcceptor({ rules });
  const findings = ["MIT", "MIT AND (Zlib OR MIT)", "MIT OR ISC", "MIT OR Apache-2.0"].map((id) => ({
    ...makeLicense(),
    id,
  }));
  const { data } = acceptor.mark(fakeOutcome({ data: { findings } }));
  assert.deepEqual(
    data.findings?.map(({ accepted }) => accepted?.rule),
    ["rules/.trivyignore:1", "rules/.trivyignore", undefined, undefined],
  );
  assert.deepEqual(
    acceptor.report().map(({ state }) => state),
    ["used", "unused", "ended", "unused"],
  );
});

test("an entry is about all kinds in a list, and about its own in YAML; a check goes by its other names, too", async () => {
  const findings = [
    makeVulnerability({ id: "A" }),
    { ...makeSecret("LOW"), id: "A" },
    { ...makeMisconfiguration(), id: "X", aliases: ["A"] },
  ];
  const count = async (name: string, text: string) => {
    const acceptor = createAcceptor({ rules: await load(name, text) });
    const { data } = acceptor.mark(fakeOutcome({ data: { findings } }));
    return data.findings?.map(({ accepted }) => accepted !== undefined);
  };
  assert.deepEqual(await count(".trivyignore", "A\n"), [true, true, true]);
  assert.deepEqual(await count("i.yaml", "misconfigurations: [{ id: A }]"), [false, false, true]);
  assert.deepEqual(await count("i.yaml", "secrets: [{ id: A }]"), [false, true, false]);
});

test("Trivy goes by the id alone, and what another scanner has found by all its names", async () => {
  const rules = await load(".trivyignore", "CVE-1\n");
  const found = { id: "GHSA-1", aliases: ["CVE-1"] };
  const { marks } = apply(rules, [found, { ...found, scanner: "trivy" }, { ...found, scanner: "grype" }]);
  assert.deepEqual(marks, [undefined, undefined, "rules/.trivyignore:1"]);
  const lodash = { package: makePackage({ purl: "pkg:npm/lodash@4" }) };
  const statements = [{ vulnerability: "CVE-1", products: ["pkg:npm/lodash"], status: "fixed" }];
  const vex = await load("v.json", JSON.stringify({ "@context": "https://openvex.dev/ns", statements }));
  const { marks: others } = apply(vex, [
    { ...found, ...lodash, scanner: "trivy" },
    { ...found, ...lodash, scanner: "grype" },
  ]);
  assert.deepEqual(others, [undefined, "rules/v.json:statements[0]"]);
});

test("a file that is not there, is none, or is too large is told with its option", () =>
  inTempFolder(async (cwd) => {
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    await writeFile(join(cwd, "large"), "");
    await truncate(join(cwd, "large"), 300_000_000);
    await symlink("gone", join(cwd, "link"));
    for (const [path, words] of [
      ["gone", /^The option \w+ names ".*gone", which cannot be read: there is no such file$/],
      ["link", /there is no such file$/],
      [".", /it is a folder$/],
      ["pipe", /it is a named pipe, not a regular file$/],
      ["large", /it is larger than \d+ MiB$/],
    ] as const) {
      for (const options of [{ ignoreFile: path }, { vex: [path] }]) {
        const error = await catchScanError(() => loadAcceptRules(options, { cwd }));
        assert.deepEqual([error.code, error.usage], ["TRIVY_OPTION_FILE", true]);
        assert.match(error.message, words);
      }
    }
  }));

test.run();
