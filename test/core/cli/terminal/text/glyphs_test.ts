import assert from "node:assert/strict";
import { test } from "uvu";
import { chooseGlyphs } from "#core/cli/terminal/text/glyphs.ts";

const chooses = (env: Record<string, string>, platform = "linux") => chooseGlyphs(env, platform).full;

test("chooseGlyphs() draws with ASCII where the locale or the console knows nothing else", () => {
  assert.equal(chooses({ LANG: "en_US.UTF-8" }), "█");
  assert.equal(chooses({ LANG: "C.utf8" }), "█");
  for (const env of [{ LANG: "C" }, {}, { LC_ALL: "C", LANG: "en_US.UTF-8" }, { LANG: "de_DE.ISO-8859-1" }]) {
    assert.equal(chooses(env as Record<string, string>), "#");
  }
  assert.equal(chooses({ TERM: "linux", LANG: "en_US.UTF-8" }), "#");
});

test("chooseGlyphs() asks no code page on Windows: terminals that show more say so", () => {
  assert.equal(chooses({ LANG: "en_US.UTF-8" }, "win32"), "#");
  for (const env of [{ WT_SESSION: "1" }, { TERM_PROGRAM: "vscode" }, { TERM: "xterm-256color" }]) {
    assert.equal(chooses(env as Record<string, string>, "win32"), "█");
  }
});

test("all characters of ASCII are that", () => {
  assert.match(Object.values(chooseGlyphs({ LANG: "C" }, "linux")).join(""), /^[ -~]+$/);
});

test.run();
