/** Where mistakes in YAML and JSON configs are said to be, from the file to the error. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import { loadConfig } from "#core/config/load.ts";
import { WHOLE } from "#core/config/place.ts";
import { findJsonMistake } from "#core/config/positions/find_json_mistake.ts";
import { findRange } from "#core/config/positions/find_range.ts";
import { parseSource } from "#core/config/positions/parse_source.ts";
import { resolveLoaded } from "#core/config/resolve.ts";
import { isScanError, type ScanError } from "#core/errors/mod.ts";
import { catalog } from "#plugins/catalog.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function mistakesOf(name: string, content: string): Promise<readonly ScanError[]> {
  let found: readonly ScanError[] = [];
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, name), content);
    try {
      await resolveLoaded(await loadConfig({ cwd, env: {}, fallback: {} }), { catalog });
    } catch (error) {
      assert.ok(isScanError(error), String(error));
      found = error.problems ?? [error];
    }
  });
  return found;
}

async function placesOf(name: string, content: string): Promise<readonly string[]> {
  return (await mistakesOf(name, content)).map(({ position }) =>
    position === undefined ? "none" : `${position.line}:${position.column} ${position.excerpt?.marked}`,
  );
}

for (const [what, name, content, expected] of [
  ["an unknown key", "scan.config.yaml", "sources: [image_list]\njbos: 3\n", ["2:1 jbos"]],
  ["a wrong type", "scan.config.yaml", "sources: [image_list]\njobs: many\n", ["2:7 many"]],
  ["an unknown plugin", "scan.config.yaml", "sources:\n  - image_lst\n", ["2:5 image_lst"]],
  ["an unknown plugin with options", "scan.config.yaml", "sources:\n  - image_lst: {}\n", ["2:5 image_lst"]],
  [
    "a wrong option",
    "scan.config.yaml",
    'sources: [image_list]\nprocessors: [trivy: { retries: "99" }]\n',
    ['2:32 "99"'],
  ],
  [
    "an option that is a list over lines",
    "scan.config.yaml",
    "sources:\n  - image_list:\n      file:\n        - a\n",
    ["3:7 file"],
  ],
  ["a pipeline without sources", "scan.config.yaml", "pipelines:\n  a:\n    jobs: 2\n", ["2:3 a"]],
  ["a value that is missing", "scan.config.yaml", "sources: [image_list]\njobs:\n", ["2:1 jobs"]],
  [
    "several mistakes in the order of the file",
    "scan.config.yaml",
    "jbos: 3\nsources: [x_y]\n",
    ["1:1 jbos", "2:11 x_y"],
  ],
  ["the text behind an alias", "scan.config.yaml", "sources: &s [nope]\nsinks: *s\n", ["1:14 nope", "1:14 nope"]],
  ["an alias without an anchor", "scan.config.yaml", "sources: *s\n", ["1:10 *s"]],
  ["a key that is there twice", "scan.config.yaml", "jobs: 1\njobs: 2\n", ["2:1 j"]],
  ["a tab as indentation", "scan.config.yaml", "sources:\n\t- x\n", ["2:1 \t"]],
  ["a config that contains itself", "scan.config.yaml", "sources: &s [*s]\n", ["1:14 *s"]],
  ["the line behind a byte order mark", "scan.config.yaml", "\uFEFFjbos: 1\nsources: [image_list]\n", ["1:1 jbos"]],
  ["lines that end with CRLF", "scan.config.yaml", "sources: [image_list]\r\njbos: 1\r\n", ["2:1 jbos"]],
  ["wide characters before it", "scan.config.yaml", '{ "日本": 1, sources: [nope] }\n', ['1:3 "日本"', "1:22 nope"]],
  ["a place in JSON", "scan.config.json", '{\r\n\t"sources": ["image_list"],\r\n\t"jobs": "3"\r\n}', ['3:10 "3"']],
  ["JSON behind a byte order mark", "scan.config.json", '\uFEFF{"sources": ["nope"]}', ['1:14 "nope"']],
  ["the last of two keys in JSON", "scan.config.json", '{"sources":["image_list"],"jobs":1,\n"jobs":"x"}', ['2:8 "x"']],
  ["package.json", "package.json", '{\n  "name": "x",\n  "scan": { "sources": ["nope"] }\n}', ['3:25 "nope"']],
  ["a comma too many in JSON", "scan.config.json", '{ "jobs": 1,\n}', ["1:12 ,"]],
  ["a comment in JSON", "scan.config.json", "{\n  // mine\n}", ["2:3 // mine"]],
  ["a module: no line", "scan.config.mjs", "export default { sources: ['nope'] };", ["none"]],
] as const) {
  test(`the place of a mistake: ${what}`, async () => {
    assert.deepEqual(await placesOf(name, content), expected);
  });
}

test("values of keys that are secrets are neither in the line nor in the message", async () => {
  const line = "sources: [image_list]\nsinks: [{ slack: { botToken: hunter2222, apiKey: [abcd1234], on: 5 } }]\n";
  const mistakes = await mistakesOf("scan.config.yaml", line);
  assert.equal(mistakes.length, 4, mistakes.map(({ message }) => message).join("\n"));
  assert.doesNotMatch(JSON.stringify(mistakes), /hunter2222|abcd1234/);
});

test("each value of any JSON is found in its text", () => {
  const key = fc.string({ minLength: 1, maxLength: 8 }).filter((text) => text !== "__proto__");
  const { tree } = fc.letrec((tie) => ({
    tree: fc.oneof(
      { maxDepth: 3 },
      fc.integer({ min: -9, max: 999 }),
      fc.string({ maxLength: 8 }),
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(key, tie("tree"), { maxKeys: 3, noNullPrototype: true }),
    ),
  }));
  fc.assert(
    fc.property(
      fc.dictionary(key, tree, { minKeys: 1, maxKeys: 4, noNullPrototype: true }),
      fc.constantFrom(0, 2, "\t"),
      (value, indent) => {
        const text = JSON.stringify(value, undefined, indent);
        assert.equal(findJsonMistake(text), undefined);
        const document = parseSource({ text, format: "json" });
        for (const [steps, part] of listParts(value, [])) {
          const [start, end] = findRange(document, WHOLE, steps) ?? [0, 0];
          assert.deepEqual(JSON.parse(text.slice(start, end)), part);
        }
      },
    ),
  );
});

function listParts(value: unknown, at: readonly string[]): readonly (readonly [readonly string[], unknown])[] {
  if (typeof value !== "object" || value === null) return [[at, value]];
  const inner = Object.entries(value).flatMap(([key, part]) => listParts(part, [...at, key]));
  return at.length === 0 ? inner : [[at, value], ...inner];
}

test("findJsonMistake() refuses what JSON.parse() refuses, and nothing else", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ":",
    ",",
    '"a"',
    "1",
    "-0.5e3",
    "01",
    "true",
    "nul",
    "'x'",
    " ",
    "\n",
    '"\\u12"',
    "//",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
      const text = pieces.join("");
      let isJson = true;
      try {
        JSON.parse(text);
      } catch {
        isJson = false;
      }
      assert.equal(findJsonMistake(text) === undefined, isJson, text);
    }),
    { numRuns: 2000 },
  );
});

test.run();
