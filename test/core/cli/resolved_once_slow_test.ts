import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { images, runToEnd } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const CONFIG = `
  import { appendFileSync } from "node:fs";
  import { defineSource } from "hullscan";
  import { fakeTarget } from "hullscan/testing";
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets: () => [fakeTarget()] }) });
  const only = () => {
    appendFileSync("calls", "called ");
    return { sources: [list()], scanless: true };
  };
  export default { pipelines: { only } };
`;

test("the command line calls a pipeline's function once, whether or not the pipeline is named", async () => {
  for (const args of [["run"], ["run", "only"], ["run", "--dry-run"]]) {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "scan.config.mjs"), CONFIG);
      const { code, stderr } = await runCli(args, { cwd });
      assert.equal(code, 0, stderr);
      assert.equal(await readFile(join(cwd, "calls"), "utf8"), "called ", args.join(" "));
    });
  }
});

test("scan() calls a pipeline's function once", async () => {
  let calls = 0;
  const only = () => {
    calls += 1;
    return { sources: [images("a")] };
  };
  const { error } = await runToEnd({ pipelines: { only } });
  assert.deepEqual([error, calls], [undefined, 1]);
});

test.run();
