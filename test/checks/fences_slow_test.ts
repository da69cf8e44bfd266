/**
 * Every fenced block of the docs is checked by somebody. `ts` blocks are compiled and run by examples_test.ts; those that
 * need more than a folder say `no-run` and are run by the test that is named here. Of shells, each call of `scan` is
 * given to the real command line, which must know all of its options; README's and those of docs/moving_over.md are run.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { parse } from "yaml";
import { resolveConfig } from "#core/kit.ts";
import { isScanError, type ScanConfig } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";
import { parseNamespaces } from "#plugins/sources/dtr_namespaces/parse_namespaces.ts";
import { runCli } from "#support/cli.ts";
import { type Fence, findFences, listPages, loadFences } from "#support/fences.ts";
import { loadDocComments } from "./sources.ts";

const PROJECT = join(import.meta.dirname, "../..");
/** Plain text, lists and diagrams say nothing that could be run; SQL is run by `sinks/history/postgres_slow_test.ts`. */
const LANGUAGES = ["", "json", "mermaid", "sh", "sh docker", "sql", "ts", "ts no-run", "yaml", "yaml ci"];
/** Where what says `no-run` is run. */
const RUN_BY: Readonly<Record<string, string>> = { "docs/config.md": "test/cases/readme_slow_test.ts" };

interface PlacedFence extends Fence {
  readonly page: string;
}

const fences: PlacedFence[] = [];
for (const page of await listPages()) {
  fences.push(...(await loadFences(page)).map((fence) => ({ ...fence, page })));
}
for (const { path, markdown } of await loadDocComments()) {
  fences.push(...findFences(markdown).map((fence) => ({ ...fence, page: path })));
}

function inLanguage(...languages: readonly string[]): readonly PlacedFence[] {
  const found = fences.filter(({ info }) => languages.includes(info));
  assert.ok(found.length > 0, `no block in ${languages}`);
  return found;
}

test("every block is in a language that somebody checks", () => {
  assert.deepEqual(
    fences.filter(({ info }) => !LANGUAGES.includes(info)).map(({ page, info }) => `${page}: ${info}`),
    [],
  );
});

test("every @example is a block", async () => {
  const comments = await loadDocComments();
  const bare = comments.filter(({ markdown }) => /@example(?![^\n]*\n```ts)/.test(markdown));
  assert.deepEqual(
    bare.map(({ path }) => path),
    [],
  );
});

test("what is not run with the other examples is run by a test that is named", () => {
  for (const { page } of inLanguage("ts no-run")) {
    const file = RUN_BY[page] ?? assert.fail(`${page} has a block that nobody runs`);
    assert.ok(existsSync(join(PROJECT, file)), file);
  }
});

test("every JSON block is JSON", () => {
  for (const { code, page } of inLanguage("json")) assert.doesNotThrow(() => JSON.parse(code), page);
});

test("every YAML block is a config, a file of rules or a list of namespaces", async () => {
  for (const { code, page } of inLanguage("yaml")) {
    if (/^Namespaces:/m.test(code)) {
      assert.ok(parseNamespaces(code, { file: page }).namespaces.length > 0, page);
      continue;
    }
    const config = parse(code) as ScanConfig;
    // The rules of a file may stand in a config just so. A day of a page is over some time, which is no mistake.
    const whole = /^accept:/.test(code) ? { sources: ["image_list"], ...config } : config;
    const problems = await resolveConfig(whole as ScanConfig, { catalog, path: page }).then(
      ({ pipelines }) => (pipelines.length > 0 ? "" : "no pipeline"),
      (error: unknown) => (isScanError(error) ? (error.problems ?? [error]).join("\n") : String(error)),
    );
    assert.equal(problems, "", page);
  }
});

test("every block of a CI system's YAML can be parsed", () => {
  const blocks = inLanguage("yaml ci");
  assert.ok(blocks.length > 0);
  for (const { code, page } of blocks) assert.ok(parse(code), page);
});

test("every call of scan in a shell block has options that there are", async () => {
  const calls = inLanguage("sh", "sh docker").flatMap(({ code, page }) => {
    const lines = code
      .replace(/\\\n\s*/g, " ")
      .replace(/\s+#.*$/gm, "")
      .split("\n");
    return lines.flatMap((line) =>
      [...line.matchAll(/(?:^|[\s("])(?:hull)?scan ([^|)>&;]*)/g)].map(([, text = ""]) => ({
        page,
        text: text.trim(),
      })),
    );
  });
  assert.ok(calls.length > 10, `only ${calls.length} calls were found`);
  for (const text of new Set(calls.map((call) => call.text))) {
    // The one that there is not comes last: an earlier one would be named in its place.
    const args = [...text.split(/\s+/).map((word) => word.replace(/^["']|["']$/g, "")), "--no-such-option"];
    const { code, stderr } = await runCli(args, { cwd: PROJECT });
    assert.equal(code, 2, text);
    assert.match(
      stderr,
      /unknown option '--no-such-option'/,
      `${calls.find((call) => call.text === text)?.page}: ${text}`,
    );
  }
});

test("every npm script in a shell block exists", () => {
  const { scripts } = JSON.parse(readFileSync(join(PROJECT, "package.json"), "utf8"));
  for (const { code, page } of inLanguage("sh")) {
    for (const [, name = ""] of code.matchAll(/npm run ([\w:]+)/g)) assert.ok(name in scripts, `${page}: ${name}`);
  }
});

test.run();
