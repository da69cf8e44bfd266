import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { AcceptRule } from "#core/accept/mod.ts";
import { formatError } from "#core/cli/terminal/format_error.ts";
import { loadRules } from "#core/config/accept/load_rules.ts";
import { createProblems } from "#core/config/problems.ts";
import { resolveConfig } from "#core/kit.ts";
import { images } from "#support/pipeline.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const NOW = new Date("2026-06-15T12:00:00Z");

/** The rules of a file with this text. */
async function load(text: string): Promise<readonly AcceptRule[]> {
  let rules: readonly AcceptRule[] = [];
  await inTempFolder(async (cwd) => {
    const file = join(cwd, "scan.accept.yaml");
    await writeFile(file, text);
    rules = await loadRules([], { cwd, file, source: undefined, problems: createProblems(), now: NOW });
  });
  return rules;
}

/** What is wrong with it, as it is shown. */
async function mistakesOf(text: string): Promise<readonly string[]> {
  const error = await catchScanError(() => load(text));
  assert.ok(error.usage);
  return [error, ...(error.problems ?? [])].map(({ code, message, hint = "", position }) => {
    const place = position ? `:${position.line}:${position.column}` : "";
    return `${code}${place} ${message}${code === "CONFIG_PROBLEM" && hint ? ` ${hint}` : ""}`;
  });
}

test("the rules of a file know their lines, comments and blank lines or not", async () => {
  const rules = await load(`# Reviewed every month.
accept:
  # The parser is not used.
  - id: CVE-2024-3094
    reason: The parser is not used
    until: 2026-12-31
    owner: "@team-a"

  - { kind: secret, path: "test/**", reason: fixtures, until: "2026-07-01" }
  - id: [A, B]
    status: not_affected
    justification: vulnerable_code_not_present
    reason: built without it
    until: 2027-06-15
`);
  assert.deepEqual(
    rules.map(({ ids, acceptance }) => ({ ids, ...acceptance })),
    [
      {
        ids: ["CVE-2024-3094"],
        ...{ status: "accepted", reason: "The parser is not used", rule: "scan.accept.yaml:4", until: "2026-12-31" },
        owner: "@team-a",
      },
      { ids: undefined, status: "accepted", reason: "fixtures", rule: "scan.accept.yaml:9", until: "2026-07-01" },
      {
        ids: ["A", "B"],
        ...{ status: "not_affected", reason: "built without it", rule: "scan.accept.yaml:10", until: "2027-06-15" },
        justification: "vulnerable_code_not_present",
      },
    ],
  );
});

test("a file without rules has none", async () => {
  for (const text of ["", "# later\n", "accept:\n", "accept: []\n", "{}"]) assert.deepEqual(await load(text), [], text);
});

test("each mistake has its line and column, and what was meant", async () => {
  assert.deepEqual(
    await mistakesOf(`accept:
  - id: CVE-2024-3094
    reason: not reachable
    untill: 2026-12-31
  - reason: everything
    until: 2026-02-30
  - id: A
    kind: secrets
    reason: ""
    until: 2027-06-16
`),
    [
      "ACCEPT_INVALID The rules in scan.accept.yaml have 6 problems",
      "CONFIG_PROBLEM:2:5 accept[0].until: expected a day such as 2027-01-31, not nothing",
      'CONFIG_PROBLEM:4:5 accept[0]: the key "untill" is not known; expected one of id, package, path, image, label, kind, reason, until, owner, when_fixed, over_a_year, status, justification Did you mean "until"?',
      'CONFIG_PROBLEM:6:12 accept[1].until: expected a day such as 2027-01-31, not "2026-02-30"',
      "CONFIG_PROBLEM:5:5 accept[1]: expected at least one of id, package, path, image, label, kind",
      'CONFIG_PROBLEM:8:11 accept[2].kind: expected one of vulnerability, secret, misconfiguration, license, not "secrets" Did you mean "secret"?',
      'CONFIG_PROBLEM:9:13 accept[2].reason: expected a text that is not empty, not ""',
    ],
  );
  assert.deepEqual(await mistakesOf("acept: []\n"), [
    "ACCEPT_INVALID The rules in scan.accept.yaml have a problem",
    'CONFIG_PROBLEM:1:1 scan.accept.yaml: the key "acept" is not known; expected one of accept Did you mean "accept"?',
  ]);
});

test("a rule holds for a year at most, or says that it is to hold for longer", async () => {
  const rule = (until: string, more = "") => `accept:\n  - { id: A, reason: r, until: ${until}${more} }\n`;
  assert.equal((await load(rule("2027-06-15"))).length, 1);
  assert.equal((await load(rule("2030-01-01", ", over_a_year: true"))).length, 1);
  assert.deepEqual(await mistakesOf(rule("2027-06-16")), [
    "ACCEPT_INVALID The rules in scan.accept.yaml have a problem",
    'CONFIG_PROBLEM:2:32 accept[0].until: expected a day until 2027-06-15, a year from today, not "2027-06-16": name an earlier day, or set over_a_year: true',
  ]);
});

test("a file that is no YAML, or no file, stops the run with words", async () => {
  assert.deepEqual(await mistakesOf("accept:\n  - id: [A\n"), [
    "ACCEPT_LOAD:3:1 Cannot load the rules in scan.accept.yaml: Flow sequence in block collection must be sufficiently indented and end with a ]",
  ]);
  await inTempFolder(async (cwd) => {
    const config = { sources: [images("a")], accept: ["rules/gone.yaml"] };
    const error = await catchScanError(() => resolveConfig(config, { cwd }));
    assert.deepEqual(
      [error.code, error.message],
      ["ACCEPT_LOAD", "Cannot load the rules in rules/gone.yaml: no such folder"],
    );
  });
});

test("a config has its own rules before those of the file beside it, and a mistake in one is the config's", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.accept.yaml"), "accept: [{ id: B, reason: r, until: 2020-01-01 }]");
    await writeFile(join(cwd, "more.yaml"), "accept: [{ id: C, reason: r, until: 2020-01-01 }]");
    const own = { id: "A", reason: "r", until: "2020-01-01" };
    const sources = [images("a")];
    const places = async (accept: readonly (string | typeof own)[], readsAcceptFile: boolean) => {
      const { accept: rules = [] } = await resolveConfig({ sources, accept }, { cwd, readsAcceptFile });
      return rules.map(({ acceptance }) => acceptance.rule);
    };
    assert.deepEqual(await places([own, "more.yaml"], true), ["accept[0]", "more.yaml:1", "scan.accept.yaml:1"]);
    assert.deepEqual(await places(["scan.accept.yaml", own], true), ["scan.accept.yaml:1", "accept[1]"]);
    assert.deepEqual(await places([own], false), ["accept[0]"]);
    const error = await catchScanError(() =>
      resolveConfig({ sources, accept: [{ ...own, until: "2999-01-01" }] }, { cwd }),
    );
    assert.equal(error.code, "CONFIG_INVALID");
    assert.match(
      formatError(error, { verbose: false, mask: (text) => text }),
      /accept\[0\]\.until: expected a day until/,
    );
  });
});

test.run();
