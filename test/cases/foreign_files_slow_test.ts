/** What other users of the machine may have put where a run looks: nothing of it is run, believed or waited for. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { fakeOutcome, testContext } from "#core/testing/mod.ts";
import { loadCa } from "#plugins/lib/clients/dtr/load_ca.ts";
import { openRegistry } from "#plugins/lib/clients/registry/mod.ts";
import { toElement } from "#plugins/lib/formats/mod.ts";
import { openReport } from "#plugins/lib/history/mod.ts";
import { loadAcceptRules } from "#plugins/lib/ignore_files/load_accept_rules.ts";
import { checkList } from "#plugins/lib/list_file/mod.ts";
import { checkBoltFile } from "#plugins/processors/trivy/databases/bolt_file.ts";
import { hashFile } from "#plugins/processors/trivy/databases/checksums.ts";
import { checkSqliteFile } from "#plugins/processors/trivy/databases/kinds.ts";
import { loadMetadata } from "#plugins/processors/trivy/databases/metadata.ts";
import { buildFileName } from "#plugins/sinks/files/file_name.ts";
import { saveElement } from "#plugins/sinks/files/save_element.ts";
import { loadIndex } from "#plugins/sinks/files/update_index.ts";
import { loadNamespaces } from "#plugins/sources/dtr_namespaces/load_namespaces.ts";
import { runCli } from "#support/cli.ts";
import { SOURCE_PROGRAM } from "#support/program.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What others can do to the folder of tsx in the temporary folder. */
const CLAIMS = {
  "others may write to it": (cache: string) => chmod(cache, 0o777),
  ...(process.geteuid?.() === 0 && { "it is another user's": (cache: string) => chown(cache, 12_345, 12_345) }),
};

for (const [what, claim] of Object.entries(CLAIMS)) {
  test(`compiled code in the temporary folder is not run where ${what}`, async () => {
    await inTempFolder(async (cwd) => {
      const env = { TMPDIR: join(cwd, "tmp") };
      const cache = join(env.TMPDIR, `tsx-${process.geteuid?.()}`);
      await mkdir(env.TMPDIR, { mode: 0o700 });
      await writeFile(join(cwd, "scan.config.ts"), 'console.log("the config is " + "sound"); export default {};');
      const first = await runCli(["check"], { cwd, env, program: SOURCE_PROGRAM });
      assert.match(first.stdout, /the config is sound/, first.stderr);

      const poisoned = await poison(cache, "the config is ");
      await claim(cache);
      const second = await runCli(["check"], { cwd, env, program: SOURCE_PROGRAM });
      assert.ok(poisoned > 0, "the sources are run through the cache of tsx, where it is this user's alone");
      assert.match(second.stdout, /the config is sound/, second.stderr);
    });
  });
}

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

const HERE = { cwd: ".", log: { warn: assert.fail } };

/** Reads a file in each of the ways that there are; each must end, whatever is there. */
const READERS: Readonly<Record<string, (path: string) => Promise<unknown>>> = {
  "a list": (path) => checkList({ name: "list", path }, { example: [] }),
  namespaces: (path) => loadNamespaces(path, HERE),
  "an earlier report": openReport,
  "an index": loadIndex,
  "a CA of DTR": loadCa,
  "a CA of registries": async (path) => {
    const { ctx, close } = testContext();
    await openRegistry(ctx, { insecure: false, env: { TRIVY_CACERT: path } }).finally(close);
  },
  "a database": checkBoltFile,
  "a Java database": checkSqliteFile,
  "a database's metadata": loadMetadata,
  "a database to be hashed": hashFile,
};

test("a pipe in the place of a file is refused in words, and not waited for", async () => {
  await inTempFolder(async (folder) => {
    const path = join(folder, "pipe");
    execFileSync("mkfifo", [path]);
    for (const [what, read] of Object.entries(READERS)) {
      await assert.rejects(read(path), /not a regular file/, what);
    }
    for (const options of [{ ignoreFile: path }, { vex: path }]) {
      await assert.rejects(loadAcceptRules(options, { cwd: folder }), { code: "TRIVY_OPTION_FILE" });
    }
  });
});

test("a pipe in the place of a result of an earlier run is said, and not replaced", async () => {
  await inTempFolder(async (folder) => {
    const outcome = fakeOutcome();
    const name = buildFileName(outcome);
    execFileSync("mkfifo", [join(folder, name)]);
    const save = saveElement(toElement(outcome, { details: false }), { folder, name, indent: 2 });
    await assert.rejects(save, { code: "FILE_WRITE", message: /it is a named pipe, not a regular file$/ });
  });
});

test.run();
