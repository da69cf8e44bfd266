/** What README tells to type and to write, as it stands there, against servers on this machine. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import { listScans } from "#support/dtr_bench.ts";
import { type Fence, loadFences } from "#support/fences.ts";
import { testWith } from "#support/needs.ts";
import { runShell } from "#support/run_shell.ts";
import { ALL_SCANS, forDtr, withScanDtr } from "#support/scan_dtr.ts";
import { withImages } from "#support/with_images.ts";

const PROJECT = join(import.meta.dirname, "../..");
// Inside the project: only there does `import "hullscan"` mean this package.
const PROGRAM_FOLDER = join(PROJECT, "test/.readme_program");
const fences = await loadFences("README.md");

/** The one block in this language that has this text. */
function blockWith(info: string, text: string): Fence {
  const found = fences.filter((fence) => fence.info === info && fence.code.includes(text));
  assert.equal(found.length, 1, `${found.length} blocks in ${info} with "${text}"`);
  return found[0] ?? assert.fail();
}

async function listReports(cwd: string): Promise<readonly string[]> {
  return (await readdir(cwd)).filter((name) => /^advanced_scan_results_.*\.json$/.test(name));
}

test.after(() => rm(PROGRAM_FOLDER, { recursive: true, force: true }));

testWith(test, ["trivy"], "the first scan of one's own images", async () => {
  await withImages(async ({ cwd, env }) => {
    const { code, stdout, stderr } = await runShell(blockWith("sh", "--mode remote").code, { cwd, env });
    assert.equal(code, 0, stderr);
    assert.deepEqual(await listReports(cwd), [stdout.trim()]);
  });
});

test("a Docker Trusted Registry: first what would be done, then that", async () => {
  await withScanDtr(async ({ dtr, cwd }) => {
    await writeFile(join(cwd, "namespaces.yaml"), blockWith("yaml", "Namespaces:").code.replace("operations", "ops"));
    const { code, stderr } = await runShell(forDtr(blockWith("sh", "scan dtr"), dtr).code, { cwd, env: {} });
    assert.equal(code, 0, stderr);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS);
    assert.equal((await listReports(cwd)).length, 2);
  });
});

testWith(test, ["trivy"], "a config in YAML", async () => {
  await withImages(async ({ cwd, env }) => {
    await writeFile(join(cwd, "scan.config.yaml"), blockWith("yaml", "image_list").code);
    const { code, stdout, stderr } = await runShell("npx scan", { cwd, env });
    assert.equal(code, 0, stderr);
    assert.deepEqual(await listReports(cwd), [stdout.trim()]);
  });
});

testWith(test, ["trivy"], "a program of one's own", async () => {
  await withImages(async ({ cwd, env }) => {
    await mkdir(PROGRAM_FOLDER, { recursive: true });
    const file = join(PROGRAM_FOLDER, "program.ts");
    await writeFile(file, `${blockWith("ts no-run", "scan(").code}\nexport {};\n`);
    const args = ["--import", import.meta.resolve("tsx"), file];
    // Its paths say that "hullscan" means the sources.
    const sources = { TSX_TSCONFIG_PATH: join(PROJECT, "tsconfig.json") };
    const options = { cwd, env: { ...process.env, ...env, ...sources } };
    const { stdout } = await promisify(execFile)(process.execPath, args, options);
    assert.match(stdout, /^127\.0\.0\.1:\d+\/demo\/[\w-]+:1\.0 done\n$/);
    assert.equal((await listReports(cwd)).length, 1);
  });
});

test.run();
