import assert from "node:assert/strict";
import fc from "fast-check";
import { test } from "uvu";
import { fitLines, packMessages } from "#plugins/sinks/slack/pack.ts";
import { findMistake, listTexts } from "./support/check_message.ts";

const line = fc.integer({ min: 1, max: 2900 }).map((length) => "x".repeat(length));

test("packMessages() gives messages that Slack takes, with every line in its place", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (lines) => {
      const { messages, left } = packMessages(lines, { maxMessages: 1000 });
      assert.equal(left, 0);
      for (const blocks of messages) assert.equal(findMistake({ text: "details", blocks }), undefined);
      assert.deepEqual(
        messages.flatMap((blocks) => listTexts({ blocks }).flatMap((text) => text.split("\n"))),
        lines,
      );
    }),
  );
});

test("packMessages() counts the lines that do not fit any more, one by one", () => {
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), fc.integer({ min: 1, max: 3 }), (lines, maxMessages) => {
      const { messages, left } = packMessages(lines, { maxMessages });
      assert.ok(messages.length <= maxMessages);
      const told = messages.flatMap((blocks) => listTexts({ blocks }).flatMap((text) => text.split("\n")));
      assert.deepEqual(told, lines.slice(0, lines.length - left));
    }),
  );
});

test("fitLines() keeps to lines and length, and counts what is left out", () => {
  const rest = (count: number) => `… and ${count} more`;
  assert.equal(fitLines(["a", "b"], { maxLines: 5, maxLength: 100, total: 2, rest }), "a\nb");
  assert.equal(fitLines(["a", "b"], { maxLines: 5, maxLength: 100, total: 7, rest }), "a\nb\n… and 5 more");
  assert.equal(fitLines(["a", "b", "c"], { maxLines: 2, maxLength: 100, total: 3, rest }), "a\nb\n… and 1 more");
  fc.assert(
    fc.property(fc.array(line), fc.integer({ min: 20, max: 3000 }), (lines, maxLength) => {
      const text = fitLines(lines, { maxLines: 10, maxLength, total: lines.length, rest });
      assert.ok(text.length <= maxLength);
    }),
  );
});

test.run();
