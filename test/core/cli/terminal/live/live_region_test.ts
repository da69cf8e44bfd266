import assert from "node:assert/strict";
import { test } from "uvu";
import { LiveRegion } from "#core/cli/terminal/live/live_region.ts";

function open(columns = 20) {
  const written: string[] = [];
  const size = { columns, rows: 24 };
  const region = new LiveRegion(
    (text) => void written.push(text),
    () => size,
  );
  return { region, written, size };
}

test("rows are drawn over themselves, and lines stay above them", () => {
  const { region, written } = open();
  region.draw([], ["a", "b"]);
  region.draw([], ["a", "b"]);
  region.draw(["said"], ["a", "c"]);
  region.draw([], []);
  assert.deepEqual(written, ["a\nb\n", "\r\u001b[2A\u001b[Jsaid\na\nc\n", "\r\u001b[2A\u001b[J"]);
});

test("a terminal that has become narrower has broken the rows: all of them are erased", () => {
  const { region, written, size } = open(20);
  region.draw([], ["x".repeat(19), "漢".repeat(9), ""]);
  size.columns = 10;
  region.draw([], ["y"]);
  assert.equal(written[1], "\r\u001b[5A\u001b[Jy\n");
});

test("where somebody else has written below, nothing of that is erased", () => {
  const { region, written } = open();
  region.draw([], ["a"]);
  region.leave();
  region.draw([], ["a"]);
  assert.deepEqual(written, ["a\n", "a\n"]);
});

test("nothing is left to restore: no cursor is hidden and no mode is set", () => {
  const { region, written } = open();
  for (const rows of [["a"], ["b"], []]) region.draw(["line"], rows);
  assert.ok(!written.join("").includes("\u001b[?"));
});

test.run();
