import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import { stringify } from "yaml";
import { loadNamespaces } from "#plugins/sources/dtr_namespaces/load_namespaces.ts";
import { parseNamespaces } from "#plugins/sources/dtr_namespaces/parse_namespaces.ts";
import { recordLog } from "#support/plugin_context.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function parse(text: string) {
  return parseNamespaces(text, { file: "namespaces.yaml" });
}

async function problemsOf(text: string): Promise<readonly string[]> {
  const { code, usage, problems = [] } = await catchScanError(() => parse(text));
  assert.deepEqual([code, usage], ["NAMESPACES_INVALID", true]);
  return problems.map(({ message, hint }) => message.replace("namespaces.yaml ", "") + (hint ? ` / ${hint}` : ""));
}

test("parseNamespaces() reads names in order with their lines, also those that look like numbers", () => {
  const { namespaces, repeated } = parse("# ours\nNamespaces:\n  - dev\n  - 2024 # a year\n\n  - 'on'\n  - 1.50\n");
  assert.deepEqual(namespaces, [
    { name: "dev", line: 3 },
    { name: "2024", line: 4 },
    { name: "on", line: 6 },
    { name: "1.50", line: 7 },
  ]);
  assert.deepEqual(repeated, []);
});

test("parseNamespaces() gives back any names that YAML can write", () => {
  const name = fc.stringMatching(/^[a-z0-9][a-z0-9._~-]{0,20}$/);
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1 }), (names) => {
      const { namespaces } = parse(stringify({ Namespaces: names }));
      assert.deepEqual(
        namespaces.map((one) => one.name),
        names,
      );
    }),
  );
});

test("parseNamespaces() tells each problem with its position", async () => {
  assert.deepEqual(await problemsOf("Namespaces:\n  - dev\n  - [a]\n  - team/app\n  - two words\n  -\n"), [
    "line 3, column 5: expected the name of a namespace, not a list or a map",
    'line 4, column 5: "team/app" is not a namespace: it has a slash, as a repository or an address has',
    'line 5, column 5: "two words" is not a namespace: it has white space',
    "line 6, column 4: a name is missing",
  ]);
});

test("parseNamespaces() refuses what is nested too deeply, before it overflows the stack", async () => {
  assert.deepEqual(await problemsOf(`Namespaces: ${"[".repeat(20_000)}`), ["namespaces.yaml: it is nested too deeply"]);
});

test("parseNamespaces() names unknown keys, with the known one where that was meant", async () => {
  assert.deepEqual(await problemsOf("namespaces:\n  - dev\n"), [
    'line 1, column 1: the key "namespaces" is not known; expected "Namespaces" / Did you mean "Namespaces"?',
  ]);
  assert.deepEqual(await problemsOf("Namespaces: [dev]\ndays: 3\n"), [
    'line 2, column 1: the key "days" is not known; expected "Namespaces"',
  ]);
});

for (const [what, text, expected] of [
  ["is empty", "", /line 1, column 1: expected the key "Namespaces"/],
  ["is a list", "- dev\n- ops\n", /line 1, column 1: expected the key "Namespaces"/],
  ["has no list", "Namespaces: dev\n", /line 1, column 13: expected a list of names/],
  ["has nothing under its key", "Namespaces:\n", /line 1, column 12: expected a list of names/],
  ["names nothing", "Namespaces: []\n", /names no namespace/],
  ["is broken", "Namespaces:\n  - a\n\t- b\n", /line 3, column 1: .*[Tt]ab/],
  ["has its key twice", "Namespaces: [a]\nNamespaces: [b]\n", /line 2, column 1: Map keys must be unique/],
] as const) {
  test(`parseNamespaces() says what is wrong with a file that ${what}`, async () => {
    const problems = await problemsOf(text);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", expected);
  });
}

test("loadNamespaces() counts a repeated name once, and says so", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "n.yaml"), "\ufeffNamespaces:\r\n  - dev\r\n  - ops\r\n  - dev\r\n");
    const { log, lines } = recordLog();
    const namespaces = await loadNamespaces("n.yaml", { cwd, log });
    assert.deepEqual(
      namespaces.map(({ name }) => name),
      ["dev", "ops"],
    );
    assert.deepEqual(lines, ['warn: n.yaml line 4: "dev" is repeated; it counts once']);
  });
});

test("loadNamespaces() says what to write where there is no file, and why one cannot be read", async () => {
  await inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "folder"));
    await writeFile(join(cwd, "latin.yaml"), Buffer.from("Namespaces: [caf\xe9]", "latin1"));
    const { log } = recordLog();
    const errorOf = (file: string) => catchScanError(() => loadNamespaces(file, { cwd, log }));
    const missing = await errorOf("namespaces.yaml");
    assert.deepEqual([missing.code, missing.usage], ["NAMESPACES_NOT_FOUND", true]);
    assert.match(missing.message, new RegExp(`"namespaces.yaml" \\(looked for "${cwd}`));
    assert.match(missing.hint ?? "", /Namespaces:\n {4}- dev/);
    assert.match((await errorOf("folder")).message, /it is a folder/);
    assert.match((await errorOf("latin.yaml")).message, /UTF-8/);
    assert.match((await errorOf("/dev/null")).message, /not a regular file/);
  });
});

test.run();
