/** Dockerfiles: built, scanned, and nothing left behind, on a real Docker engine. */
import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { type CliOptions, runCli, startCli } from "#support/cli.ts";
import { type DockerEngine, startDockerEngine } from "#support/docker_engine.ts";
import { startEndlessDownload, writeDockerfile, writeDockerfileList } from "#support/dockerfiles.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { findProcesses, isRunning } from "#support/processes.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const TEMPORARY = /^local_scan_[a-z0-9._-]+_\d{8}_\d{6}_\d{6}:latest$/;

let demo: DemoRegistry;
let engine: DockerEngine | undefined;
/** The databases, for all runs: this is not about them. */
let cacheDir: string;
test.before(async () => {
  demo = await startDemoRegistry();
  cacheDir = await mkdtemp(join(tmpdir(), "hullscan-cache-"));
  if (findEngine("dockerd") !== undefined) engine = await startDockerEngine();
});
test.after(async () => {
  await demo.close();
  await engine?.close();
  await rm(cacheDir, { recursive: true, force: true });
});

interface Bench {
  readonly cwd: string;
  readonly docker: DockerEngine;
  readonly options: CliOptions & { readonly env: Readonly<Record<string, string>> };
}

/** A test with a Docker engine that holds nothing, before and after it, and a folder of its own. */
function testLocal(name: string, work: (bench: Bench) => Promise<void>): void {
  testWith(test, ["trivy", "dockerd"], name, async () => {
    const docker = engine ?? assert.fail("no engine");
    await inTempFolder(async (cwd) => {
      await symlink(cacheDir, join(cwd, ".trivy_cache"));
      // A run that is killed leaves what it had there.
      const TMPDIR = join(cwd, "tmp");
      await mkdir(TMPDIR);
      const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, DOCKER_HOST: docker.host, TMPDIR };
      await work({ cwd, docker, options: { cwd, env } });
      assert.deepEqual(await docker.leftovers(), []);
    });
  });
}

testLocal("a good Dockerfile, one that fails and one that is missing: exit 4, all in the report", async (bench) => {
  const { cwd, options } = bench;
  await writeDockerfile(cwd, "good/Dockerfile");
  const bad = 'FROM scratch AS one\nCOPY rootfs/etc /a\nFROM scratch\nCOPY rootfs/etc /b\nRUN ["/nothing"]\n';
  await writeDockerfile(cwd, "bad/Dockerfile", bad);
  await writeDockerfileList(cwd, "good/Dockerfile", "bad/Dockerfile", "gone/Dockerfile", "good/Dockerfile");
  const { code, stdout, stderr } = await runCli(["--mode", "local"], options);
  assert.equal(code, 4, stderr);
  assert.match(stdout, /^advanced_scan_results_local_\d{8}_\d{6}\.json\n$/);
  const [good, failed, gone, ...rest] = await loadReport(cwd, stdout);
  assert.ok(good && failed && gone && rest.length === 0);
  assert.equal(good.dockerfile, "good/Dockerfile");
  assert.match(good.image, /^local_scan_good_\d{8}_\d{6}_\d{6}:latest$/);
  assert.equal(good.scan_type, "local");
  assert.equal(good.severity_level, 1);
  assert.ok(idsOf(good).some((id) => id.startsWith("Debian-package CVE-")));
  for (const [element, dockerfile, reason] of [
    [failed, "bad/Dockerfile", /^Cannot build "bad\/Dockerfile": .*nothing[\s\S]*\nStep 5|RUN \["\/nothing"\]/],
    [gone, "gone/Dockerfile", /^input_images_files\.txt line 4: there is no Dockerfile "gone\/Dockerfile"$/],
  ] as const) {
    assert.deepEqual(Object.keys(element), ["dockerfile", "error", "error_code", "scan_timestamp", "scan_type"]);
    assert.equal(element.dockerfile, dockerfile);
    assert.match(element.error ?? "", reason);
  }
  assert.match(stderr, /BUILD_FAILED[\s\S]*DOCKERFILE_NOT_FOUND/);
});

testLocal("folders and files of all names are built, two at a time, under names that Docker takes", async (bench) => {
  const { cwd, options } = bench;
  const paths = ["My App (1)/Dockerfile.prod", "Ünïcode/Dockerfile", "a/-dash/-file", "Dockerfile"];
  for (const path of paths) await writeDockerfile(cwd, path);
  await writeDockerfileList(cwd, ...paths);
  const { code, stdout, stderr } = await runCli(["--mode", "local", "--jobs-local", "2"], options);
  assert.equal(code, 0, stderr);
  const report = await loadReport(cwd, stdout);
  assert.deepEqual(report.map(({ dockerfile }) => dockerfile).sort(), [...paths].sort());
  const images = report.map(({ image }) => image);
  for (const image of images) assert.match(image, TEMPORARY);
  for (const part of ["my_app_1", "unicode", "dash", "root"]) {
    assert.ok(
      images.some((image) => image.startsWith(`local_scan_${part}_`)),
      part,
    );
  }
  assert.equal(new Set(images).size, paths.length);
  assert.ok(report.every((element) => idsOf(element).length > 0));
});

testLocal("--mode both: images and Dockerfiles in one report", async ({ cwd, options }) => {
  await writeDockerfile(cwd, "app/Dockerfile");
  await writeDockerfileList(cwd, "app/Dockerfile");
  const missing = await runCli(["--mode", "both"], options);
  assert.deepEqual([missing.code, missing.stdout], [2, ""]);
  assert.match(missing.stderr, /There is no list file "input_images\.txt"/);
  await writeFile(join(cwd, "input_images.txt"), `${demo.references[0]}\n`);
  const { code, stdout, stderr } = await runCli(["--mode", "both"], options);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^advanced_scan_results_both_/);
  const report = await loadReport(cwd, stdout);
  assert.deepEqual(
    report.map(({ scan_type }) => scan_type),
    ["remote", "local"],
  );
});

testLocal("Ctrl-C while it builds and while it scans: exit 130, nothing left", async ({ cwd, docker, options }) => {
  const download = await startEndlessDownload();
  try {
    await writeDockerfile(cwd, "slow/Dockerfile", `FROM scratch\nCOPY rootfs /\nADD ${download.url} /x\n`);
    await writeDockerfile(cwd, "app/Dockerfile");
    await writeDockerfileList(cwd, "slow/Dockerfile");
    const building = startCli(["--mode", "local"], options);
    await download.begun;
    building.child.kill("SIGINT");
    const stopped = await building.ended;
    assert.equal(stopped.code, 130, stopped.stderr);
  } finally {
    await download.close();
  }
  await writeDockerfileList(cwd, "app/Dockerfile");
  const scanning = startCli(["--mode", "local", "-v"], options);
  await scanning.sees("Built app/Dockerfile");
  assert.ok((await docker.leftovers()).length > 0);
  scanning.child.kill("SIGINT");
  const ended = await scanning.ended;
  assert.equal(ended.code, 130, ended.stderr);
});

testLocal("what a killed run has left is removed by the next one, which says so", async ({ cwd, docker, options }) => {
  await writeDockerfile(cwd, "app/Dockerfile");
  await writeDockerfileList(cwd, "app/Dockerfile");
  const killed = startCli(["--mode", "local", "-v"], options);
  await killed.sees("Built app/Dockerfile");
  killed.child.kill("SIGKILL");
  await killed.ended;
  const names = (await docker.leftovers()).map((line) => line.split(" ")[1] ?? "");
  const left = names.find((name) => name.startsWith("local_scan_app_"));
  assert.ok(left, names.join());
  // Somebody else's image with the same content stays.
  await docker.docker("tag", `${left}:latest`, "mine:1");
  const { code, stderr } = await runCli(["--mode", "local"], options);
  assert.equal(code, 0, stderr);
  assert.match(stderr, new RegExp(`Removed the image ${left}:latest, left by a killed run`));
  assert.equal((await docker.leftovers()).filter((line) => !line.endsWith("<none>")).length, 1);
  await docker.docker("rmi", "-f", "mine:1");
});

testLocal("a build that a killed run has left at work is ended by the next one", async ({ cwd, options }) => {
  const download = await startEndlessDownload();
  try {
    await writeDockerfile(cwd, "slow/Dockerfile", `FROM scratch\nADD ${download.url} /x\n`);
    await writeDockerfile(cwd, "app/Dockerfile");
    await writeDockerfileList(cwd, "slow/Dockerfile");
    const killed = startCli(["--mode", "local"], options);
    await download.begun;
    const builds = await findProcesses("\0local_scan_slow_");
    assert.ok(builds.length > 0);
    await writeDockerfileList(cwd, "app/Dockerfile");
    // That of a run that is at work is left alone.
    const beside = await runCli(["--mode", "local"], options);
    assert.equal(beside.code, 0, beside.stderr);
    for (const build of builds) assert.equal(await isRunning(build), true);
    killed.child.kill("SIGKILL");
    await killed.ended;
    const next = await runCli(["--mode", "local"], options);
    assert.equal(next.code, 0, next.stderr);
    for (const build of builds) assert.equal(await isRunning(build), false);
  } finally {
    await download.close();
  }
});

testWith(test, ["trivy", "dockerd"], "no daemon where DOCKER_HOST points: exit 2, and what to do", async () => {
  await inTempFolder(async (cwd) => {
    await writeDockerfile(cwd, "app/Dockerfile");
    await writeDockerfileList(cwd, "app/Dockerfile");
    const env = { DOCKER_HOST: `unix://${cwd}/nothing.sock` };
    const { code, stdout, stderr } = await runCli(["--mode", "local"], { cwd, env });
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /Cannot use Docker: the Docker daemon cannot be reached \(.*nothing\.sock/);
    assert.match(stderr, /Start Docker .*DOCKER_HOST/);
    assert.ok(!stderr.includes("    at "), "no stack trace");
  });
});

test.run();
