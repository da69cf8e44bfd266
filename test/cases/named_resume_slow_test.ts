/** A run on images that a call names, resumed by the same call. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** Scans the first image; the second one ends the run as long as STOP is set. */
const CONFIG = `
  import { defineProcessor } from "hullscan";
  import { groupedJson, imageList } from "hullscan/plugins";
  const look = defineProcessor({
    name: "look",
    provides: ["findings"],
    setup: () => ({
      process({ target }, { signal }) {
        if (process.env.STOP === "" || target.image !== "b:2") return { findings: [] };
        process.kill(process.pid, "SIGINT");
        return new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      },
    }),
  });
  export default { sources: [imageList()], processors: [look()], sinks: [groupedJson()], jobs: 1 };
`;

test("the same images in the same order resume a run that was interrupted, and no others", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), CONFIG);
    const interrupted = await runCli(["a:1", "b:2", "--grace", "0"], { cwd, env: { STOP: "1" } });
    assert.equal(interrupted.code, 130, interrupted.stderr);
    const other = await runCli(["b:2", "a:1", "--resume"], { cwd, env: { STOP: "" } });
    assert.equal(other.code, 2, other.stderr);
    assert.match(other.stderr, /its own list of images has another value than it had/);
    const listed = await runCli(["--resume"], { cwd, env: { STOP: "" } });
    assert.equal(listed.code, 2, listed.stderr);
    const resumed = await runCli(["a:1", "b:2", "--resume"], { cwd, env: { STOP: "" } });
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stderr, /1 from the resumed run/);
  });
});

test("a list on standard input resumes as well", async () => {
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), CONFIG);
    const input = "# a list\na:1\nb:2\n";
    const interrupted = await runCli(["-", "--grace", "0"], { cwd, env: { STOP: "1" }, input });
    assert.equal(interrupted.code, 130, interrupted.stderr);
    const resumed = await runCli(["-", "--resume"], { cwd, env: { STOP: "" }, input });
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stderr, /1 from the resumed run/);
  });
});

test.run();
