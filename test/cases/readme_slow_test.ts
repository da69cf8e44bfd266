/** What README and docs/config.md tell to type and to write, as it stands there, against servers on this machine. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { checkDemoPlace, whereDemoWas } from "#support/demo_place.ts";
import { startDockerEngine } from "#support/docker_engine.ts";
import { writeDockerfile, writeDockerfileList } from "#support/dockerfiles.ts";
import { listScans } from "#support/dtr_bench.ts";
import { type Fence, loadFences } from "#support/fences.ts";
import { type Engine, testWith } from "#support/needs.ts";
import { loadFirstScreen } from "#support/readme.ts";
import { loadReport } from "#support/report.ts";
import { runShell } from "#support/run_shell.ts";
import { ALL_SCANS, forDtr, withScanDtr } from "#support/scan_dtr.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withImages } from "#support/with_images.ts";

const PROJECT = join(import.meta.dirname, "../..");
// Inside the project: only there does `import "hullscan"` mean this package.
const PROGRAM_FOLDER = join(PROJECT, "test/.readme_program");
const fences = [...(await loadFences("README.md")), ...(await loadFences("docs/config.md"))];
const firstScreen = await loadFirstScreen();

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

/** Commands that ask for earlier results. */
const ASKS = / (?:explain|find|plan|diff|history|trend|sql)(?: |$)|,new\b/;

/** How a command of the first screen ends, where that is not with 0. */
const EXIT_CODES: Readonly<Record<string, number>> = {
  "npx hullscan --mode remote --fail-on CRITICAL": 1,
  "npx hullscan --mode remote --fail-on HIGH,fixable": 1,
};

for (const command of firstScreen.commands) {
  const needs: readonly Engine[] = /local|both/.test(command) ? ["trivy", "dockerd"] : ["trivy"];
  testWith(test, needs, `the first screen: ${command}`, () =>
    command.includes(" dtr ") ? runOnDtr(command) : whereDemoWas(() => run(command)),
  );
}

async function run(command: string): Promise<void> {
  const engine = /local|both/.test(command) ? await startDockerEngine() : undefined;
  try {
    await withImages(async ({ cwd, env }) => {
      await writeDockerfile(cwd, "app/Dockerfile");
      await writeDockerfileList(cwd, "app/Dockerfile");
      const [image = ""] = (await readFile(join(cwd, "input_images.txt"), "utf8")).split("\n", 1);
      const typed = command.replace("nginx:1.27", image);
      // What is asked for, or compared with, was scanned before.
      if (ASKS.test(command)) await runShell("npx hullscan --mode remote", { cwd, env });
      if (command.includes("--next-day")) await runShell("npx hullscan demo", { cwd, env });
      const { code, stderr } = await runShell(typed, { cwd, env: { ...env, DOCKER_HOST: engine?.host ?? "" } });
      checkDemoPlace(stderr);
      assert.equal(code, EXIT_CODES[command] ?? 0, stderr);
    });
  } finally {
    await engine?.close();
  }
}

async function runOnDtr(command: string): Promise<void> {
  await withScanDtr(async ({ dtr, cwd }) => {
    const login = "export DTR_USER=ann DTR_TOKEN=...\n";
    const { code, stderr } = await runShell(forDtr({ code: login + command }, dtr).code, { cwd, env: {} });
    assert.equal(code, 0, stderr);
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS);
  });
}

testWith(test, ["trivy"], "the first screen: the part of a report is one of a real report", async () => {
  const shown: unknown = JSON.parse(blockWith("json", "leaky-app").code);
  const demo = await startDemoRegistry();
  try {
    await inTempFolder(async (cwd) => {
      await writeFile(join(cwd, "input_images.txt"), demo.references.join("\n"));
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository };
      const { stdout } = await runShell("npx hullscan --mode remote", { cwd, env });
      const report = JSON.stringify(await loadReport(cwd, stdout)).replaceAll(demo.registry.host, "127.0.0.1:35761");
      assert.ok(
        (JSON.parse(report) as unknown[]).some((element) => hasAll(element, shown)),
        report,
      );
    });
  } finally {
    await demo.close();
  }
});

/** Whether a value has all that is shown of it. */
function hasAll(value: unknown, shown: unknown): boolean {
  if (Array.isArray(shown)) {
    return Array.isArray(value) && shown.every((part) => value.some((item) => hasAll(item, part)));
  }
  if (typeof shown !== "object" || shown === null) return value === shown;
  const fields = (value ?? {}) as Readonly<Record<string, unknown>>;
  return Object.entries(shown).every(([key, part]) => hasAll(fields[key], part));
}

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
    await writeFile(join(cwd, "scan.config.yaml"), blockWith("yaml", "jobs: 4").code);
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
