import assert from "node:assert/strict";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import { test } from "uvu";
import { openDemo } from "#demo/demo.ts";
import { inTempFolder } from "#support/temp_folder.ts";

function countServers(): number {
  return process.getActiveResourcesInfo().filter((name) => name === "TCPServerWrap").length;
}

test("a demo that has no room for its files leaves no server behind, which would keep the process running", () =>
  inTempFolder(async (outputDir) => {
    const { TMPDIR } = process.env;
    const before = countServers();
    process.env.TMPDIR = join(outputDir, "gone");
    try {
      await assert.rejects(openDemo({ outputDir }), { code: "FILE_WRITE" });
    } finally {
      if (TMPDIR === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = TMPDIR;
    }
    for (let turns = 0; turns < 50 && countServers() > before; turns += 1) await nextTurn();
    assert.equal(countServers(), before);
  }));

test.run();
