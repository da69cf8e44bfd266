/** What other users of the machine may have put where a run looks: nothing of it is run, believed or waited for. */
import assert from "node:assert/strict";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "../support/cli.ts";
import { inTempFolder } from "../support/temp_folder.ts";

test("compiled code that others can write to is not run: the folder of tsx in the temporary folder", async () => {
  await inTempFolder(async (cwd) => {
    const env = { TMPDIR: join(cwd, "tmp") };
    const cache = join(env.TMPDIR, `tsx-${process.geteuid?.()}`);
    await mkdir(env.TMPDIR, { mode: 0o700 });
    await writeFile(
      join(cwd, "scan.config.ts"),
      'console.log("the config is " + "sound"); export default { jobs: 0 };',
    );
    const first = await runCli(["check"], { cwd, env });
    assert.match(first.stdout, /the config is sound/, first.stderr);

    const poisoned = await poison(cache, "the config is ");
    await chmod(cache, 0o777);
    const second = await runCli(["check"], { cwd, env });
    assert.ok(poisoned > 0, "the sources are run through the cache of tsx, where it is this user's alone");
    assert.match(second.stdout, /the config is sound/, second.stderr);
  });
});

/** Changes a text in all that was compiled; gives the number of files that had it. */
async function poison(cache: string, text: string): Promise<number> {
  let count = 0;
  for (const name of await readdir(cache)) {
    const code = await readFile(join(cache, name), "utf8");
    if (!code.includes(text)) continue;
    await writeFile(join(cache, name), code.replaceAll(text, "the attacker's code is "));
    count += 1;
  }
  return count;
}

test.run();
