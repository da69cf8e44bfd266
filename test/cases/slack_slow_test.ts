/** Runs that tell Slack, through the command line. */
import assert from "node:assert/strict";
import { readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { type CliResult, runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { listTexts } from "../plugins/sinks/slack/support/check_message.ts";
import { type FakeSlack, withSlack } from "../plugins/sinks/slack/support/start_slack.ts";

/** What each case works with: a registry with images, a folder with a list and a config, a Slack, and how to run. */
interface Scene {
  readonly demo: DemoRegistry;
  readonly cwd: string;
  readonly fake: FakeSlack;
  run(...args: readonly string[]): Promise<CliResult>;
}

async function withScene(sinks: string, work: (scene: Scene) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  try {
    await withSlack((fake) =>
      inTempFolder(async (cwd) => {
        const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, SLACK_WEBHOOK_URL: fake.webhookUrl };
        await writeFile(join(cwd, "input_images.txt"), `severity=1\n${demo.references[0]}\nlocalhost:1/gone:1\n`);
        const config = [
          "sources: [image_list]",
          "processors: [{ trivy: { retries: 0, parallel: memory } }]",
          "jobs: 2",
          `sinks: [${sinks}]`,
        ];
        await writeFile(join(cwd, "scan.config.yaml"), config.join("\n"));
        await work({ demo, cwd, fake, run: (...args) => runCli(["run", ...args], { cwd, env }) });
      }),
    );
  } finally {
    await demo.close();
  }
}

testWith(test, ["trivy"], "a Slack that only fails costs the run its message, and nothing else", async () => {
  await withScene("grouped_json, slack, stdout_filename", async ({ cwd, fake, run }) => {
    fake.setFault(() => ({ status: 500, body: "rollup_error" }));
    const { code, stdout, stderr } = await run();
    assert.equal(code, 3, stderr);
    assert.match(stderr, /Slack did not accept the message, tried 4 times: rollup_error/);
    assert.ok(!(stderr + stdout).includes(new URL(fake.webhookUrl).pathname), "the address stays secret");
    const report = await loadReport(cwd, stdout);
    assert.equal(report.length, 2);
    assert.ok(report.some((element) => idsOf(element).length > 0));

    fake.setFault(undefined);
    const again = await run("--resume", "--verbose");
    assert.equal(again.code, 4, again.stderr);
    assert.equal((await loadReport(cwd, again.stdout)).length, 2);
    assert.deepEqual(fake.mistakes, []);
    assert.equal(fake.messages.length, 1);
    const texts = listTexts(fake.messages[0] ?? {}).join("\n");
    assert.match(texts, /\*Targets:\* 2, 1 scanned, 1 failed, 1 from the resumed run/);
    assert.match(texts, /`localhost:1\/gone:1`/);
    assert.deepEqual(
      (await readdir(cwd)).filter((name) => name.endsWith(".journal")),
      [],
    );
  });
});

testWith(test, ["trivy"], "what is new is told against the report that the run replaces", async () => {
  const sinks = "{ grouped_json: { file: report.json } }, files, { slack: { since: report.json } }";
  await withScene(sinks, async ({ demo, cwd, fake, run }) => {
    assert.equal((await run()).code, 4);
    assert.match(listTexts(fake.messages[0] ?? {}).join("\n"), /there is no such report yet/);
    const before = await readdir(join(cwd, "scan_results"));
    await writeFile(join(cwd, "input_images.txt"), `severity=1\n${demo.references.slice(0, 2).join("\n")}\n`);
    const { code, stderr } = await run();
    assert.equal(code, 0, stderr);
    assert.deepEqual(fake.mistakes, []);
    const [, , news = ""] = listTexts(fake.messages[1] ?? {});
    assert.match(news, /^\*New since\* `report\.json`\*:\* nothing\n1 image not scanned then: \d+ /);
    assert.equal((await readdir(join(cwd, "scan_results"))).length, before.length + 1);
  });
});

test.run();
