/** The demo of a memory: a newer database finds one vulnerability more in an image that nobody has changed. */
import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { checkDemoPlace, whereDemoWas } from "#support/demo_place.ts";
import { testWith } from "#support/needs.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const ID = "CVE-2025-7783";
const HISTORY = ["--history", ".hullscan/demo_history.db"];

test("scan demo --next-day without an earlier demo: exit 2, what to do, and nothing is written", async () => {
  await inTempFolder(async (cwd) => {
    const { code, stdout, stderr } = await runCli(["demo", "--next-day"], { cwd });
    assert.deepEqual([code, stdout], [2, ""], stderr);
    assert.match(stderr, /goes on with an earlier demo[\s\S]*`\S*(scan|hullscan) demo` first/);
    assert.deepEqual(await readdir(cwd), []);
  });
});

testWith(test, ["trivy"], "scan demo, then --next-day: 1 new, named, explained, and in all that asks the history", () =>
  whereDemoWas(() =>
    inTempFolder(async (cwd) => {
      const ask = async (...args: readonly string[]) => {
        const answer = await runCli(args, { cwd });
        checkDemoPlace(answer.stderr);
        assert.equal(answer.code, 0, answer.stderr);
        return answer;
      };
      const before = await ask("demo");
      assert.doesNotMatch(before.stderr, new RegExp(ID));
      assert.match(before.stderr, /npx hullscan demo --next-day/);
      const planned = await ask("demo", "--next-day", "--dry-run");
      assert.doesNotMatch(planned.stderr, /What has happened|Nothing is new/);

      const { stderr, stdout } = await ask("demo", "--next-day");
      assert.match(stderr, /^1 new \(1 CRITICAL\), 0 gone since the run of /m);
      assert.match(
        stderr,
        /^New in known images \(1\):\n {2}CRITICAL {2}CVE-2025-7783 in form-data 2\.3\.3 -> 2\.5\.4 {2}\S+\/demo\/node-app:1\.0\n {12}form-data: /m,
      );
      assert.match(stderr, /nobody has changed an image[\s\S]*CVE-2025-7783[\s\S]*Math\.random/);

      // The commands that it names answer as it says.
      const named = [...stderr.matchAll(/^ {2}npx hullscan ((?:explain|find|diff|history) .*)$/gm)];
      assert.equal(named.length, 4);
      const answers = [];
      for (const [, words = ""] of named) answers.push((await ask(...words.split(" "))).stdout);
      const [explained = "", found = "", different = "", looks = ""] = answers;
      assert.match(explained, /CVE-2025-7783[\s\S]*form-data/);
      assert.match(found, /In 1 of 4 images[\s\S]*node-app:1\.0/);
      assert.match(different, /^ {2}1 new \(1 CRITICAL\), 0 gone, 35 known$/m);
      assert.match(looks, /node-app:1\.0/);
      const { looks: both } = JSON.parse((await ask("history", "node-app:1.0", "--json", ...HISTORY)).stdout);
      const [first, second] = both as { readonly databaseAt: string; readonly counts: { readonly CRITICAL: number } }[];
      assert.ok(first && second && first.databaseAt < second.databaseAt, "the database is newer");
      assert.equal(second.counts.CRITICAL, first.counts.CRITICAL + 1);
      assert.ok(stdout.endsWith(".json\n"));

      const again = await ask("demo", "--next-day");
      assert.match(again.stderr, /^0 new, 0 gone since/m);
      assert.match(again.stderr, /Nothing is new: [\s\S]*npx hullscan demo, then/);
    }),
  ),
);

test.run();
