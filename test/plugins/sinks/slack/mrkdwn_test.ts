import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { escapeMrkdwn, toCode, toLink, toPlain } from "#plugins/sinks/slack/mrkdwn.ts";

test("escapeMrkdwn() escapes what Slack takes for control characters, and nothing else", () => {
  assert.equal(escapeMrkdwn("a & b <c> \"d\" 'e'", 100), "a &amp; b &lt;c&gt; \"d\" 'e'");
  assert.equal(escapeMrkdwn("&amp;", 100), "&amp;amp;");
});

test("escapeMrkdwn() makes one line, and takes out what is not seen", () => {
  assert.equal(escapeMrkdwn(" a\r\n\tb\u0000c\u202ed\ud800e ", 100), "a bcde");
});

test("escapeMrkdwn() keeps to its length, and cuts no character and no entity in two", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.integer({ min: 1, max: 40 }), (text, maxLength) => {
      const escaped = escapeMrkdwn(text, maxLength);
      assert.ok(escaped.length <= maxLength, escaped);
      assert.ok(!/[<>]|&(?!(?:amp|lt|gt);)/.test(escaped), escaped);
      assert.ok(!/\p{Cs}/u.test(escaped), escaped);
      assert.ok(toCode(text, maxLength + 2).length <= maxLength + 2);
      assert.ok(toPlain(text, maxLength).length <= maxLength);
    }),
  );
  assert.equal(escapeMrkdwn("abc<def", 5), "abc…");
  assert.equal(escapeMrkdwn("abcde", 5), "abcde");
  assert.equal(toPlain("ab👍cd", 4), "ab…");
});

test("what formats text stands as what looks like it; within words underscores stay", () => {
  assert.equal(
    escapeMrkdwn("*a* _b_ ~c~ `d` ```e``` :x: snake_case_name", 100),
    "∗a∗ ˍbˍ ∼c∼ ˋdˋ ˋˋˋeˋˋˋ ꞉x: snake_case_name",
  );
  assert.equal(escapeMrkdwn("registry.example.com:5000/app:1.0", 100), "registry.example.com:5000/app:1.0");
  assert.equal(toCode("my_app*:1 `x`", 100), "`my_app*:1 'x'`");
});

test("toLink() gives an address that ends where it should", () => {
  assert.equal(
    toLink("https://ci.example.com/a|b>c?d=1&e=2", "Report"),
    "<https://ci.example.com/a%7Cb%3Ec?d=1&amp;e=2|Report>",
  );
});

test.run();
