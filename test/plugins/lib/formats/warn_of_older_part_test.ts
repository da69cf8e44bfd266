import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { formatOutcomes } from "#support/formats/format_outcomes.ts";
import { makeDone } from "#support/outcomes.ts";
import { inTempFolder } from "#support/temp_folder.ts";

for (const [name, file, next] of [
  ["junit", "scan.junit.xml", "scan.junit-2.xml"],
  ["sarif", "scan.sarif", "scan-2.sarif"],
] as const) {
  test(`${name} names a file of a larger run that is still there, and leaves it alone`, () =>
    inTempFolder(async (folder) => {
      const report = async () => {
        const { warnings } = await formatOutcomes(name, [makeDone([])], { path: join(folder, file) });
        return warnings.join("\n");
      };
      assert.equal(await report(), "");
      await writeFile(join(folder, next), "older");
      assert.match(await report(), new RegExp(`"${next}" is there from another run, and this report has one file`));
      assert.equal(await readFile(join(folder, next), "utf8"), "older");
    }));
}

test.run();
