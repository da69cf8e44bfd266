import assert from "node:assert/strict";
import { test } from "uvu";
import { drawTerminal, readTerminal } from "./terminal_svg.ts";

const GREEN = "\u001b[32m";
const PLAIN = "\u001b[39m";

test("drawTerminal() keeps text, colours and runs of spaces", () => {
  const svg = drawTerminal({ title: "a <run>", lines: [`${GREEN}ok${PLAIN} a & b   <c>`] });
  assert.equal(readTerminal(svg), "ok\na & b   <c>");
  assert.match(svg, /fill="#5bd979" textLength="16.8">ok</);
  assert.match(svg, /<title>a &lt;run&gt;<\/title>/);
});

test("drawTerminal() lets no row reach out of the frame, and loses no word", () => {
  const words = Array.from({ length: 60 }, (_, index) => `word${index}`).join(" ");
  const svg = drawTerminal({ title: "", lines: [words, "x".repeat(130)], columns: 50 });
  const width = Number(/width="(\d+)" height/.exec(svg)?.[1]);
  for (const [, x, length] of svg.matchAll(/<text x="([\d.]+)"[^>]* textLength="([\d.]+)"/g)) {
    assert.ok(Number(x) + Number(length) < width, `${x} + ${length} of ${width}`);
  }
  assert.equal(readTerminal(svg).split("x")[0]?.trim().replace(/\s+/g, " "), words);
  assert.equal(readTerminal(svg).match(/x/g)?.length, 130);
});

test.run();
