/** The commands of docs/moving_over.md, as they stand there, against servers on this machine. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { test } from "uvu";
import { startDockerEngine } from "#support/docker_engine.ts";
import { writeDockerfile, writeDockerfileList } from "#support/dockerfiles.ts";
import { listScans } from "#support/dtr_bench.ts";
import { type Fence, loadFences } from "#support/fences.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { runShell } from "#support/run_shell.ts";
import { ALL_SCANS, forDtr, LOGIN, withScanDtr } from "#support/scan_dtr.ts";
import { withImages } from "#support/with_images.ts";
import { withSlack } from "../plugins/sinks/slack/support/start_slack.ts";

const fences = await loadFences("docs/moving_over.md");

/** The blocks of one section in one language; a page without them would make a test that cannot fail. */
function blocksOf(section: string, info: string): readonly Fence[] {
  const found = fences.filter((fence) => fence.section === section && fence.info === info);
  assert.ok(found.length > 0, `${section} has no ${info}`);
  return found;
}

/** Runs blocks one after the other in a folder; each must end with exit code 0. */
async function runAll(blocks: readonly Fence[], cwd: string, env: Readonly<Record<string, string>>): Promise<void> {
  for (const { code } of blocks) {
    const result = await runShell(code, { cwd, env });
    assert.equal(result.code, 0, `${code}\n${result.stderr}`);
  }
}

async function countReports(cwd: string): Promise<number> {
  return (await readdir(cwd)).filter((name) => /^advanced_scan_results_.*\.json$/.test(name)).length;
}

test("what the page says to those who come from dtrscan", async () => {
  await withScanDtr(async ({ dtr, cwd }) => {
    const [first, ...others] = blocksOf("From dtrscan", "sh").map((fence) => forDtr(fence, dtr));
    const env = { DTR_USER: LOGIN.user, DTR_TOKEN: LOGIN.token };
    await runAll(others, cwd, env);
    assert.deepEqual(listScans(dtr), [], "a dry run requests nothing");
    await runAll(first ? [first] : [], cwd, {});
    assert.deepEqual([...listScans(dtr)].sort(), ALL_SCANS);
    assert.equal(await countReports(cwd), 3);
  });
});

testWith(test, ["trivy"], "what the page says to those who come from trivy-scanner: images", async () => {
  const blocks = blocksOf("From trivy-scanner", "sh");
  await withImages(async ({ cwd, env }) => {
    await runAll(blocks, cwd, env);
    assert.equal(await countReports(cwd), 3);
  });
  const last = blocks.at(-1);
  assert.match(last?.code ?? "", /-eq 4/);
  await withImages(({ cwd, env }) => runAll(last ? [last] : [], cwd, env), "localhost:1/gone:1");
});

testWith(test, ["trivy"], "a .trivy_cache that Trivy itself has filled is used as it is", async () => {
  await withImages(async ({ cwd, env, countDownloads }) => {
    const flags = [
      "--download-db-only",
      "--cache-dir",
      ".trivy_cache",
      "--db-repository",
      env.TRIVY_DB_REPOSITORY ?? "",
    ];
    await promisify(execFile)(findEngine("trivy") ?? "", ["image", ...flags], { cwd });
    const before = countDownloads();
    assert.ok(before > 0);
    await runAll(blocksOf("From trivy-scanner", "sh").slice(0, 1), cwd, env);
    assert.equal(countDownloads(), before, "it was downloaded again");
  });
});

testWith(test, ["trivy"], "the config that the page ends with", async () => {
  const [config] = blocksOf("From trivy-scanner", "yaml");
  await withSlack((fake) =>
    withImages(async ({ cwd, env }) => {
      await writeFile(join(cwd, "scan.config.yaml"), config?.code ?? "");
      const result = await runShell("npx scan", { cwd, env: { ...env, SLACK_WEBHOOK_URL: fake.webhookUrl } });
      assert.equal(result.code, 1, result.stderr);
      assert.equal(fake.messages.length, 1);
      assert.equal(await countReports(cwd), 1);
      assert.ok((await readdir(join(cwd, "scan_results"))).includes("index.json"));
      const old = await runShell("npx hullscan --mode remote --jobs-remote 4 --dry-run", { cwd, env });
      assert.equal(old.code, 0, old.stderr);
    }),
  );
});

testWith(
  test,
  ["trivy", "dockerd"],
  "what the page says to those who come from trivy-scanner: Dockerfiles",
  async () => {
    const engine = await startDockerEngine();
    try {
      await withImages(async ({ cwd, env }) => {
        await writeDockerfile(cwd, "app/Dockerfile");
        await writeDockerfileList(cwd, "app/Dockerfile");
        await runAll(blocksOf("From trivy-scanner", "sh docker"), cwd, { ...env, DOCKER_HOST: engine.host });
        assert.equal(await countReports(cwd), 2);
      });
      assert.deepEqual(await engine.leftovers(), []);
    } finally {
      await engine.close();
    }
  },
);

test.run();
