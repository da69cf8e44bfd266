import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/kit.ts";
import { fakeScan, testContext } from "#core/testing/mod.ts";
import { groupedJson, imageList } from "#plugins/mod.ts";
import { type SlackOptions, slack } from "#plugins/sinks/slack/mod.ts";
import { measureHeap } from "#support/heap.ts";
import { openPlugin, parseOptions } from "#support/open_plugin.ts";
import { makeDone, makeFailed, makeSummary, makeVulnerability } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { listTexts } from "./support/check_message.ts";
import { found, runSlack, WORST, withWebhook, writeReport } from "./support/run_slack.ts";

test("slack() posts one message with counts, the worst images and what could not be scanned", async () => {
  await withWebhook(async (fake) => {
    const { secrets } = await runSlack({
      outcomes: [found("a:1", ["HIGH"]), found("b:1", WORST), makeFailed({ image: "c:1" }), found("d:1", [])],
      images: 1,
      link: "https://ci.example.com/build?id=1&part=2",
    });
    assert.deepEqual(fake.mistakes, []);
    assert.equal(fake.requests.length, 1);
    const [title, totals, worst, failures, small] = listTexts(fake.messages[0] ?? {});
    assert.equal(title, "remote: 1 CRITICAL, 3 HIGH found in 3 targets, 1 could not be scanned");
    assert.equal(totals, "*Targets:* 4, 3 scanned, 1 failed\n*Findings:* 4, 1 CRITICAL, 3 HIGH");
    assert.equal(worst, "*Worst images*\n• `b:1` 1 CRITICAL, 2 HIGH\n… and 1 more with findings");
    assert.match(
      failures ?? "",
      /^\*Could not be scanned\*\n• `c:1` IMAGE_NOT_FOUND: There is no image .*Check the name/,
    );
    assert.match(small ?? "", /^<https:\/\/ci\.example\.com\/build\?id=1&amp;part=2\|Report> · `report\.json` · 2 s$/);
    assert.equal(fake.messages[0]?.text, title);
    assert.ok(secrets.includes(fake.webhookUrl), "the webhook's address is a secret of the run");
  });
});

test("slack() names different images as the worst, counts findings once per digest too, and tells caveats", async () => {
  await withWebhook(async (fake) => {
    const named = (image: string, digest: string, data: object = {}) => {
      const outcome = found(image, digest === "sha256:a" ? WORST : ["HIGH"]);
      return {
        ...outcome,
        data: { ...outcome.data, image: { reference: image, digest, source: "registry" }, ...data },
      };
    };
    const caveats = [{ code: "OS_UNKNOWN", message: "It is not known" }];
    const same = Array.from({ length: 40 }, (_, index) => named(`a:${index}`, "sha256:a"));
    await runSlack({
      outcomes: [...same, named("b:1", "sha256:b", { scans: [fakeScan({ caveats })] }), named("c:1", "sha256:c")],
      images: 2,
    });
    assert.deepEqual(fake.mistakes, []);
    const [title, totals, worst, doubts] = listTexts(fake.messages[0] ?? {});
    assert.match(title ?? "", /found in 42 targets, 1 with caveats$/);
    assert.match(totals ?? "", /\*Findings:\* 122, .*\n\*Once per digest:\* 5, 1 CRITICAL, 4 HIGH$/);
    assert.equal(worst, "*Worst images*\n• `a:0` 1 CRITICAL, 2 HIGH\n• `b:1` 1 HIGH\n… and 1 more with findings");
    assert.equal(doubts, "*Not clean, because of caveats*\n• `OS_UNKNOWN` 1 target");
  });
});

test("slack() makes harmless what others have named", async () => {
  await withWebhook(async (fake) => {
    const error = { ...makeFailed().error, message: "<!channel> & <@U123> said `no`\u202e\n*now*" };
    const [odd, broken] = [makeDone([makeVulnerability()], { image: "a&b<c>`d\ud800" }), { ...makeFailed(), error }];
    await runSlack({ outcomes: [odd, broken], summary: { label: "a <b>&" } });
    assert.deepEqual(fake.mistakes, []);
    const texts = listTexts(fake.messages[0] ?? {}).join("\n");
    assert.match(texts, /`a&amp;b&lt;c&gt;'d` 1 HIGH/);
    assert.match(texts, /&lt;!channel&gt; &amp; &lt;@U123&gt; said ˋnoˋ ∗now∗/);
    assert.match(texts, /^a <b>&: /, "the headline is plain text");
  });
});

test("slack() posts on what it was told to, and always on failures", async () => {
  const clean = [found("a:1", [])];
  const some = [found("a:1", ["HIGH"])];
  const failed = [makeFailed()];
  for (const [on, outcomes, isPosted] of [
    ["always", clean, true],
    ["findings", clean, false],
    ["findings", some, true],
    ["findings", failed, true],
    ["new", some, true],
    ["failures", some, false],
    ["failures", failed, true],
  ] as const) {
    await withWebhook(async (fake) => {
      await runSlack({ on, outcomes });
      assert.equal(fake.messages.length, isPosted ? 1 : 0, `${on} ${outcomes[0]?.status}`);
    });
  }
  await inTempFolder(async (cwd) => {
    await writeReport(cwd, "report.json", some);
    await withWebhook(async (fake) => {
      await runSlack({ on: "new", since: "report.json", cwd, outcomes: some });
      assert.equal(fake.messages.length, 0, "nothing is new");
      await runSlack({ on: "new", since: "report.json", cwd, outcomes: [found("a:1", ["HIGH"], 7)] });
      assert.equal(fake.messages.length, 1);
    });
  });
});

test("slack() keeps memory flat over twenty thousand images", async () => {
  await withWebhook(async (fake) => {
    const { ctx, close } = testContext({ plugin: "slack" });
    const hooks = await openPlugin(slack(), ctx);
    const writeMany = async (from: number, to: number) => {
      for (let number = from; number < to; number += 1) await hooks.write?.(found(`app-${number}:1`, WORST), ctx);
    };
    await writeMany(0, 1000);
    const before = measureHeap();
    await writeMany(1000, 20_000);
    const growth = measureHeap() - before;
    assert.ok(growth < 2_000_000, `${growth} bytes kept`);
    await hooks.end?.(makeSummary(), ctx);
    assert.match(listTexts(fake.messages[0] ?? {}).join("\n"), /… and 19990 more with findings/);
    await close();
  });
});

test("slack() stands after the sink that writes the report: its message points there", async () => {
  const config = { sources: [imageList()], processors: [] };
  await resolveConfig({ ...config, sinks: [groupedJson(), slack()] });
  const error = await catchScanError(() => resolveConfig({ ...config, sinks: [slack(), groupedJson()] }));
  assert.match(String(error.problems?.[0]?.message), /"slack" needs "artifact": put "grouped_json" before it/);
});

test("slack() knows its options", async () => {
  const defaults = { on: "always", images: 10, thread: true, secrets: false, apiUrl: "https://slack.com/api/" };
  assert.deepEqual(await parseOptions(slack()), defaults);
  for (const wrong of [
    { on: "sometimes" },
    { images: 51 },
    { link: "ftp://example.com" },
    { apiUrl: "http://slack.example.com/api/" },
    { webhookUrl: "https://hooks.slack.com/services/x" },
  ]) {
    await assert.rejects(parseOptions(slack(wrong as SlackOptions)), TypeError);
  }
});

test.run();
