/** What Slack refuses, and what it does when it is not well. */
import assert from "node:assert/strict";
import { test } from "uvu";
import { testContext } from "#core/testing/mod.ts";
import { createPoster } from "#plugins/sinks/slack/create_poster.ts";
import { findLogin } from "#plugins/sinks/slack/login.ts";
import { slack } from "#plugins/sinks/slack/mod.ts";
import { runPluginPreflight } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { type FakeSlack, withSlack } from "./support/start_slack.ts";

const MESSAGE = { text: "hello", blocks: [{ type: "header", text: { type: "plain_text", text: "hello" } }] } as const;
const WHAT = { what: "the message" };
const OFFICIAL = "https://slack.com/api/";

/** Makes a poster for the fake, with a real HTTP service. */
async function withPoster(
  work: (parts: {
    fake: FakeSlack;
    controller: AbortController;
    post: () => Promise<string | undefined>;
  }) => Promise<void>,
  as: "webhook" | "bot" = "webhook",
): Promise<void> {
  await withSlack(async (fake) => {
    const controller = new AbortController();
    // As a run does: the requests of sinks outlive an interruption, only their signal tells of it.
    const { ctx, close } = testContext();
    const env = { SLACK_WEBHOOK_URL: fake.webhookUrl, SLACK_BOT_TOKEN: fake.token };
    const channel = as === "bot" ? "#image-scans" : undefined;
    const login = findLogin({ channel, apiUrl: fake.apiUrl }, env);
    const poster = createPoster(login, { http: ctx.http, signal: controller.signal });
    try {
      await work({ fake, controller, post: () => poster.post(MESSAGE, WHAT) });
    } finally {
      await close();
    }
  });
}

test("post() waits when Slack has had enough, and posts then", async () => {
  for (const as of ["webhook", "bot"] as const) {
    await withPoster(async ({ fake, post }) => {
      fake.setFault((number) => (number <= 2 ? { status: 429, headers: { "retry-after": "0" } } : undefined));
      await post();
      assert.equal(fake.messages.length, 1);
      assert.equal(fake.requests.length, 3);
    }, as);
  }
});

test("post() tries again when Slack is not well, a few times, and then says so without the address", async () => {
  await withPoster(async ({ fake, post }) => {
    fake.setFault((number) => (number === 1 ? { status: 500, body: "rollup_error" } : undefined));
    await post();
    assert.equal(fake.messages.length, 1);
  });
  await withPoster(async ({ fake, post }) => {
    fake.setFault(() => ({ status: 500, body: "<html>a proxy's page</html>" }));
    const error = await catchScanError(post);
    assert.equal(error.code, "SLACK_UNAVAILABLE");
    assert.equal(error.message, "Slack did not accept the message, tried 4 times: HTTP 500");
    assert.equal(fake.requests.length, 4);
    assert.equal(error.usage, false);
  });
  await withPoster(async ({ fake, post }) => {
    fake.setFault((number) =>
      number === 1 ? { status: 200, body: '{"ok":false,"error":"internal_error"}' } : undefined,
    );
    assert.equal(await post(), "1.000000");
  }, "bot");
});

test("post() does not insist where Slack refuses, and says what to do", async () => {
  for (const [status, body, hint] of [
    [404, "no_service", /make a new one and set SLACK_WEBHOOK_URL/],
    [403, "action_prohibited", /An administrator/],
    [410, "channel_is_archived", /choose another/],
    [400, "invalid_blocks", /The files of the run are complete/],
  ] as const) {
    await withPoster(async ({ fake, post }) => {
      fake.setFault(() => ({ status, body }));
      const error = await catchScanError(post);
      assert.equal(error.code, "SLACK_REFUSED");
      assert.equal(error.message, `Slack refused the message: ${body}`);
      assert.match(error.hint ?? "", hint);
      assert.equal(fake.requests.length, 1);
    });
  }
  await withPoster(async ({ fake, post }) => {
    fake.setFault(() => ({ status: 302, headers: { location: fake.webhookUrl } }));
    const error = await catchScanError(post);
    assert.equal(error.message, "Slack refused the message: HTTP 302");
    assert.equal(fake.requests.length, 1, "a redirect is not followed");
  });
  await withPoster(async ({ fake, post }) => {
    fake.setFault(() => ({ status: 200, body: "<html>a login page</html>" }));
    const error = await catchScanError(post);
    assert.equal(error.message, "Slack refused the message: HTTP 200, and no answer of the Web API");
  }, "bot");
});

test("post() stops waiting when the run is interrupted", async () => {
  await withPoster(async ({ fake, controller, post }) => {
    fake.setFault(() => "hang");
    const posting = catchScanError(post);
    await fake.sees(1);
    controller.abort();
    assert.equal((await posting).code, "SLACK_UNAVAILABLE");
    assert.equal(fake.requests.length, 1);
  });
  await withPoster(async ({ fake, controller, post }) => {
    fake.setFault(() => ({ status: 429, headers: { "retry-after": "60" } }));
    const posting = catchScanError(post);
    await fake.sees(1);
    controller.abort();
    await posting;
    assert.ok(fake.requests.length <= 2, "it gives up, or tries once more");
  });
  await withPoster(async ({ fake, controller, post }) => {
    controller.abort();
    await post();
    assert.equal(fake.messages.length, 1, "one try there is also when the run was interrupted before");
  });
});

test("an answer without an end is read no further than Slack's own are long", async () => {
  for (const as of ["webhook", "bot"] as const) {
    await withPoster(async ({ fake, post }) => {
      fake.setFault(() => "endless");
      const posting = as === "webhook" ? post() : catchScanError(post);
      assert.equal(String(await posting).includes("no answer of the Web API"), as === "bot");
      assert.equal(fake.requests.length, 1);
      await fake.stops();
      assert.ok(fake.sentBytes() < 64 * 1024 * 1024, `${fake.sentBytes()} bytes`);
    }, as);
  }
});

test("no error tells the webhook's address", async () => {
  const { ctx, close } = testContext();
  let url = "";
  await withSlack(async (fake) => {
    url = fake.webhookUrl;
  });
  const poster = createPoster(findLogin({ apiUrl: OFFICIAL }, { SLACK_WEBHOOK_URL: url }), ctx);
  const error = await catchScanError(() => poster.post(MESSAGE, WHAT));
  assert.match(
    error.message,
    /^Slack did not accept the message, tried 4 times: connect ECONNREFUSED 127\.0\.0\.1:\d+$/,
  );
  for (let link: unknown = error; link instanceof Error; link = link.cause) {
    assert.ok(!`${link.stack}${link.message}`.includes(new URL(url).pathname), String(link));
  }
  await close();
});

test("findLogin() takes the token with a channel and the webhook without, and says what is missing", async () => {
  const both = { SLACK_WEBHOOK_URL: " https://hooks.slack.com/services/x\n", SLACK_BOT_TOKEN: "xoxb-1\n" };
  assert.deepEqual(findLogin({ apiUrl: OFFICIAL }, both), {
    kind: "webhook",
    url: "https://hooks.slack.com/services/x",
  });
  assert.deepEqual(findLogin({ channel: "C1", apiUrl: "https://slack-gov.com/api" }, both), {
    kind: "bot",
    token: "xoxb-1",
    channel: "C1",
    apiUrl: "https://slack-gov.com/api/",
  });
  for (const [channel, env, message] of [
    [undefined, {}, /SLACK_WEBHOOK_URL is not set$/],
    [undefined, { SLACK_WEBHOOK_URL: "http://example.com/secret" }, /SLACK_WEBHOOK_URL is not an https address$/],
    [undefined, { SLACK_WEBHOOK_URL: "https://u:p@example.com/secret" }, /is not an https address$/],
    [undefined, { SLACK_WEBHOOK_URL: "https://hooks.slack.com/" }, /SLACK_WEBHOOK_URL is not a whole address$/],
    ["C1", { SLACK_WEBHOOK_URL: "https://hooks.slack.com/x" }, /SLACK_BOT_TOKEN is not set, which a channel needs$/],
    ["C1", { SLACK_BOT_TOKEN: "xoxb 1" }, /SLACK_BOT_TOKEN is not a token$/],
  ] as const) {
    const error = await catchScanError(() => findLogin({ channel, apiUrl: OFFICIAL }, env));
    assert.equal(error.code, "SLACK_LOGIN");
    assert.equal(error.usage, true);
    assert.match(error.message, message);
  }
});

test("slack() refuses a wrong token before the run, but not a Slack that is not well", async () => {
  await withSlack(async (fake) => {
    const { ctx, logs, close } = testContext({ plugin: "slack" });
    const plugin = slack({ channel: "#image-scans", apiUrl: fake.apiUrl });
    await withEnvironment({ SLACK_BOT_TOKEN: "xoxb-wrong" }, async () => {
      const error = await catchScanError(() => runPluginPreflight(plugin, ctx));
      assert.equal(error.message, "Cannot post to Slack: it refused the token: invalid_auth");
      assert.equal(error.usage, true);
      assert.match(error.hint ?? "", /begins with xoxb-/);
    });
    await withEnvironment({ SLACK_BOT_TOKEN: fake.token }, async () => {
      fake.setFault(() => ({ status: 503 }));
      await runPluginPreflight(plugin, ctx);
    });
    assert.match(logs.join("\n"), /warn: Slack did not accept the login, tried once: HTTP 503/);
    await close();
  });
});

test.run();
