import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import {
  cutEnd,
  cutMiddle,
  cutStart,
  padEndTo,
  padStartTo,
  widthOf,
  wrapWords,
} from "#core/cli/terminal/text/text_width.ts";

const WIDE = ["漢字漢字漢字", "é́é́é́é́", "👩🏽👩🏽👩🏽", "🇩🇪🇫🇷🇯🇵", "a漢b字c"];

test("widthOf() knows wide characters, accents of their own and colours", () => {
  assert.deepEqual(["abc", "漢字", "e\u0301", "\u001b[31mred\u001b[39m", ""].map(widthOf), [3, 4, 1, 3, 0]);
});

test("text that is cut fits, whatever it is made of, and says where something is missing", () => {
  const text = fc.oneof(fc.string({ unit: "grapheme" }), fc.constantFrom(...WIDE), fc.string());
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 30 }), fc.constantFrom("…", "..."), (given, room, mark) => {
      for (const cut of [cutEnd, cutStart, cutMiddle]) {
        const shown = cut(given, room, mark);
        assert.ok(widthOf(shown) <= room, `${JSON.stringify(given)} ${room} ${JSON.stringify(shown)}`);
        if (widthOf(given) <= room) assert.equal(shown, given);
        else if (room >= 3) assert.ok(shown.includes(mark));
      }
    }),
  );
});

test("cutMiddle() keeps more of the end, and no half characters", () => {
  assert.equal(cutMiddle("registry.example.com/team/app:1.2.3", 20, "…"), "regist…eam/app:1.2.3");
  assert.equal(cutMiddle("registry/app:1", 9, "..."), "re...pp:1");
  assert.equal(cutMiddle("漢字漢字漢字", 8, "…"), "漢…漢字");
  assert.equal(cutEnd("e\u0301e\u0301e\u0301", 2, "…"), "e\u0301…");
});

test("padEndTo() and padStartTo() count columns, not characters", () => {
  assert.deepEqual([padEndTo("漢", 4), padStartTo("漢", 4), padEndTo("long", 2)], ["漢  ", "  漢", "long"]);
});

test("wrapWords() breaks at spaces alone", () => {
  assert.deepEqual(wrapWords("a message of words https://example.com/very/long", 12), [
    "a message of",
    "words",
    "https://example.com/very/long",
  ]);
  assert.deepEqual(wrapWords("", 12), [""]);
});

test.run();
