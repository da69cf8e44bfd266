import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "uvu";
import { testWith } from "#support/needs.ts";
import { captureRun, PICTURE } from "#support/picture/readme_run.ts";
import { drawTerminal, readTerminal } from "#support/picture/terminal_svg.ts";

/** The words of a picture without what differs from run to run: ports and times, and the order of the images. */
function listWords(svg: string): readonly string[] {
  return readTerminal(svg).replace(/\d+/g, "0").split(/\s+/).sort();
}

testWith(
  test,
  ["trivy"],
  "README's picture shows what the program prints (npm run readme:picture draws it)",
  async () => {
    const now = drawTerminal({ title: "", lines: await captureRun() });
    assert.deepEqual(listWords(await readFile(PICTURE, "utf8")), listWords(now));
  },
);

test.run();
