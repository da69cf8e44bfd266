import assert from "node:assert/strict";
import { test } from "uvu";
import { toReplies } from "#plugins/sinks/slack/to_replies.ts";
import { makeDone, makeFailed, makeSecret } from "#support/outcomes.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { findMistake, listTexts } from "./support/check_message.ts";
import { found, runSlack, WORST, withBot, withWebhook } from "./support/run_slack.ts";

test("slack() as a bot answers its message with the details, a second apart", async () => {
  await withBot(async (fake, options) => {
    const outcomes = [found("a:1", WORST), makeFailed({ image: "b:1" })];
    const { secrets } = await runSlack({ ...options, outcomes });
    assert.deepEqual(fake.mistakes, []);
    assert.deepEqual(fake.requests, ["/api/auth.test", "/api/chat.postMessage", "/api/chat.postMessage"]);
    assert.deepEqual(
      fake.messages.map(({ thread_ts }) => thread_ts),
      [undefined, "1.000000"],
    );
    const [details = ""] = listTexts(fake.messages[1] ?? {});
    assert.match(details, /^\*Could not be scanned\*\n• `b:1` IMAGE_NOT_FOUND/);
    assert.match(details, /\n\*`a:1`\* 1 CRITICAL, 2 HIGH\n• CRITICAL CVE-2024-0 in libc6 2\.36-9, no fix yet\n• HIGH/);
    assert.ok(secrets.includes(fake.token));
    await runSlack({ ...options, outcomes, thread: false, summary: { label: "second" } });
    assert.equal(fake.messages.length, 3);
  });
});

test("slack() splits 60,000 characters of failures by the rules, and loses none", async () => {
  await withBot(async (fake, options) => {
    const outcomes = Array.from({ length: 60 }, (_, index) => {
      const error = { ...makeFailed().error, message: `a <&> b ${"m".repeat(1000)} no ${index}` };
      return { ...makeFailed({ image: `app-${index}:1` }), error };
    });
    await runSlack({ ...options, outcomes });
    assert.deepEqual(fake.mistakes, []);
    assert.match(listTexts(fake.messages[0] ?? {}).join("\n"), /… and 5\d more, see the thread/);
    const texts = fake.messages.slice(1).flatMap(listTexts).join("\n");
    for (let index = 0; index < 60; index += 1) {
      assert.match(texts, new RegExp(`• \`app-${index}:1\` IMAGE_NOT_FOUND: .* no ${index} \\(Check the name\\)`));
    }
  });
  await withWebhook(async (fake) => {
    await runSlack({ outcomes: Array.from({ length: 400 }, (_, index) => makeFailed({ image: `app-${index}:1` })) });
    assert.deepEqual(fake.mistakes, []);
    assert.equal(fake.messages.length, 1, "a webhook cannot answer");
    assert.match(listTexts(fake.messages[0] ?? {}).join("\n"), /… and 39\d more, see the report/);
  });
});

test("slack() keeps the text around secrets to itself, unless it is asked for", async () => {
  const outcomes = [makeDone([makeSecret("CRITICAL")])];
  for (const secrets of [false, true]) {
    await withBot(async (fake, options) => {
      await withEnvironment({ APP_PASSWORD: "hunter2hunter2" }, () =>
        runSlack({ ...options, outcomes, secrets }).then(() => undefined),
      );
      const texts = fake.messages.flatMap(listTexts).join("\n");
      assert.match(texts, /CRITICAL AWS Access Key ID in \/app\/\.env/);
      assert.match(texts, /\(1 secret among them\)/);
      assert.equal(texts.includes("AWS_KEY="), secrets);
    });
  }
});

test("toReplies() ends after twenty messages and says how much is left out", () => {
  const { error } = makeFailed();
  const failures = Array.from({ length: 1000 }, (_, index) => {
    return { pipeline: "remote", name: `app-${index}:1`, error: { ...error, message: "m".repeat(5000) } };
  });
  const replies = toReplies({ failures }, { affected: 0, worst: [] });
  assert.equal(replies.length, 20);
  assert.deepEqual(replies.map(findMistake), Array(20).fill(undefined));
  const texts = replies.flatMap(listTexts);
  const told = texts.join("\n").match(/• `app-\d+:1`/g)?.length ?? 0;
  assert.equal(texts.at(-1), `… and ${1000 - told} more lines, see the report`);
});

test.run();
