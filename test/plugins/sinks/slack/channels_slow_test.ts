/** A bot posts to the channel of each owner. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { Outcome, Target } from "#core/mod.ts";
import { groupedJson } from "#plugins/mod.ts";
import { slack } from "#plugins/sinks/slack/mod.ts";
import { makeFailed, makeVulnerability } from "#support/outcomes.ts";
import { images, runToEnd } from "#support/pipeline.ts";
import { returning } from "#support/returning.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { listTexts } from "./support/check_message.ts";
import { found, runSlack, WORST, withBot, withWebhook } from "./support/run_slack.ts";

function owned(outcome: Outcome, labels: Readonly<Record<string, string>>): Outcome {
  return { ...outcome, target: { ...outcome.target, labels } };
}

const A = { owner: "@team-a", slack: "#team-a" };
const OUTCOMES: readonly Outcome[] = [
  owned(found("a:1", WORST), A),
  owned(makeFailed({ image: "a:2" }), A),
  owned(found("b:1", ["HIGH"]), { owner: "@team-b", slack: "C0TEAMB01" }),
  owned(found("c:1", ["HIGH"]), { owner: "@nowhere" }),
  found("d:1", ["CRITICAL"]),
  owned(found("e:1", []), { owner: "@default", slack: "image-scans" }),
];

test("slack() posts to the channel of each owner what is of his images alone, and the rest to its own", async () => {
  await withBot(async (fake, options) => {
    await runSlack({ ...options, thread: false, outcomes: OUTCOMES });
    assert.deepEqual(fake.mistakes, []);
    assert.deepEqual(
      fake.messages.map((message) => [message.channel, listTexts(message)[0]]),
      [
        ["#image-scans", "remote, all others: 1 CRITICAL, 1 HIGH found in 3 targets"],
        ["#team-a", "remote of @team-a: 1 CRITICAL, 2 HIGH found in 1 target, 1 could not be scanned"],
        ["C0TEAMB01", "remote of @team-b: 1 HIGH found in 1 target"],
      ],
    );
    const [rest, ofA, ofB] = fake.messages.map((message) => listTexts(message).join("\n"));
    assert.match(rest ?? "", /\*Targets:\* 3, 3 scanned[\s\S]*`d:1` 1 CRITICAL\n• `c:1` 1 HIGH/);
    assert.doesNotMatch(rest ?? "", /`[abe]:/);
    assert.match(
      ofA ?? "",
      /\*Targets:\* 2, 1 scanned, 1 failed[\s\S]*`a:1`[\s\S]*`a:2` IMAGE_NOT_FOUND[\s\S]*report\.json/,
    );
    assert.doesNotMatch(`${ofA}${ofB}`, /`[cde]:/);
    assert.doesNotMatch(ofB ?? "", /`a:/);
  });
});

test("slack() asks of each channel by itself whether there is something to post", async () => {
  await withBot(async (fake, options) => {
    const clean = owned(found("b:1", []), { owner: "@team-b", slack: "C0TEAMB01" });
    await runSlack({ ...options, on: "findings", thread: false, outcomes: [owned(found("a:1", WORST), A), clean] });
    assert.deepEqual(
      fake.messages.map(({ channel }) => channel),
      ["#team-a"],
    );
  });
});

test("slack() posts to the other channels where one refuses, and fails with that one", async () => {
  await withBot(async (fake, options) => {
    const gone = owned(found("x:1", ["HIGH"]), { owner: "@gone", slack: "#gone" });
    const outcomes = [gone, owned(found("a:1", WORST), A)];
    await assert.rejects(runSlack({ ...options, thread: false, outcomes }), {
      code: "SLACK_REFUSED",
      message: "Slack refused the message to #gone: channel_not_found",
    });
    assert.deepEqual(
      fake.messages.map(({ channel }) => channel),
      ["#team-a"],
    );
  });
});

test("a run with rules for owners posts by them as a bot; with a webhook it does not begin", async () => {
  const finds = (target: Target) => ({ findings: target.image === "a" ? [makeVulnerability()] : [] });
  const config = {
    sources: [images("a", "b")],
    processors: [returning("finds", finds)],
    owners: [{ images: "a", owner: "@team-a", slack: "#team-a" }],
  };
  const run = (sink: ReturnType<typeof slack>) => {
    return inTempFolder((outputDir) => runToEnd({ ...config, sinks: [groupedJson(), sink] }, { outputDir }));
  };
  await withBot(async (fake, options) => {
    const { error } = await run(slack({ ...options, thread: false }));
    assert.equal(error, undefined);
    assert.deepEqual(
      fake.messages.map(({ channel }) => channel),
      ["#image-scans", "#team-a"],
    );
  });
  await withWebhook(async (fake) => {
    const { error } = await run(slack());
    assert.match(
      String(error),
      /Cannot post to the channel of an owner: a webhook posts to one channel, not to #team-a/,
    );
    assert.deepEqual(fake.requests, []);
    // A label that a source sets is no mistake of the config: there is one message, of all images.
    await runSlack({ outcomes: OUTCOMES });
    assert.match(listTexts(fake.messages[0] ?? {})[0] ?? "", /found in 5 targets, 1 could not be scanned/);
    assert.equal(fake.messages.length, 1);
  });
});

test.run();
