import assert from "node:assert/strict";
import stringWidth from "fast-string-width";
import { test } from "uvu";
import { formatFrame } from "#core/cli/terminal/text/frame.ts";
import { createRedactor } from "#core/kit.ts";

const mask = (text: string) => text;
const at = { file: "scan.config.yaml", line: 12, column: 5 };

test("formatFrame() shows the place, the line, and a mark with what was meant", () => {
  const excerpt = { before: "    ", marked: "jbos", after: ": 3" };
  assert.deepEqual(formatFrame({ ...at, excerpt }, { mask, label: 'Did you mean "jobs"?', width: 80 }), [
    "  --> scan.config.yaml:12:5",
    "   |",
    "12 |     jbos: 3",
    '   |     ^^^^ Did you mean "jobs"?',
  ]);
});

test("formatFrame() puts the mark under characters that are wide, escaped, or tabs", () => {
  const rows = formatFrame({ ...at, excerpt: { before: "\t日\u001b", marked: "語", after: "" } }, { mask, width: 80 });
  assert.deepEqual(rows.slice(2), ["12 |     日\\u{1b}語", `   | ${" ".repeat(12)}^^`]);
});

test("formatFrame() cuts a long line around the mark to the width", () => {
  for (const width of [40, 80, 200]) {
    const excerpt = { before: "日a".repeat(900), marked: "wrong".repeat(60), after: "b".repeat(4000) };
    const [, , line = "", mark = ""] = formatFrame({ ...at, excerpt }, { mask, width });
    assert.ok(stringWidth(line) <= width && stringWidth(mark) <= width, line);
    assert.match(line, /\.\.\.a?日.*wrong.*\.\.\./);
    assert.equal(stringWidth(line.slice(0, line.indexOf("wrong"))), mark.indexOf("^"));
  }
});

test("formatFrame() masks a secret also where the mark begins inside it", () => {
  const redactor = createRedactor({ API_TOKEN: "hunter2hunter2" });
  const excerpt = { before: "x: hunter2", marked: "hunter2", after: " y" };
  const text = formatFrame({ ...at, excerpt }, { mask: redactor.mask, width: 80 }).join("\n");
  assert.doesNotMatch(text, /hunter2/);
  assert.match(text, /x: \*\*\* y/);
});

test.run();
