import assert from "node:assert/strict";
import { test } from "uvu";
import { parse } from "yaml";
import { isNestedTooDeeply } from "#core/kit.ts";

const TOO_DEEP = {
  brackets: `${"[".repeat(501)}${"]".repeat(501)}`,
  braces: `${'{"a":'.repeat(501)}1${"}".repeat(501)}`,
  "a list of lists in one line": `${"- ".repeat(400)}x`,
  "lines further and further in": Array.from({ length: 502 }, (_, level) => `${" ".repeat(level)}a:`).join("\n"),
  "both ways together": `${"- ".repeat(200)}${"[".repeat(200)}`,
};

for (const [what, text] of Object.entries(TOO_DEEP)) {
  test(`too deep: ${what}`, () => assert.equal(isNestedTooDeeply(text), true));
}

test("what is long, wide or has many brackets one after the other is not deep", () => {
  const wide = `list: [${"[1], {a: 2}, ".repeat(10_000)}]\n${"- [x]\n".repeat(1000)}`;
  assert.equal(isNestedTooDeeply(wide), false);
  assert.equal(isNestedTooDeeply(`${"[".repeat(500)}${"]".repeat(500)}`), false);
});

test("what is not too deep has room on the stack of the parser", () => {
  for (const text of [`${"[".repeat(500)}${"]".repeat(500)}`, `${"- ".repeat(250)}x`]) {
    assert.equal(isNestedTooDeeply(text), false);
    assert.doesNotThrow(() => parse(text));
  }
});

test.run();
