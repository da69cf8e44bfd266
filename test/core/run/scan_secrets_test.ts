import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { inspect } from "node:util";
import { test } from "uvu";
import { coreError, fingerprintOf, toFailure } from "#core/kit.ts";
import { defineErrors, defineProcessor, defineSource, skip } from "#core/mod.ts";
import { fakeScan } from "#core/testing/mod.ts";
import { makeSecret } from "#support/outcomes.ts";
import { collector, image, images, runToEnd, sourceOf } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { leak, leakyError, leave, SECRET } from "./support/leave.ts";

const stopError = defineErrors({ STOP: { message: () => "stop", fatal: true } });

test("scan() masks secrets in failures, reasons and log lines", async () => {
  const { sink, outcomes } = collector();
  const leaky = defineProcessor({
    name: "leaky",
    setup: () => ({
      process(_, { log }) {
        log.info("logging in with hunter2-secret");
        throw new Error("403 for hunter2-secret");
      },
    }),
  })();
  const { events } = await runToEnd(
    { sources: [images("a")], processors: [leaky], sinks: [sink] },
    { env: { APP_PASSWORD: "hunter2-secret" } },
  );
  const said = events.map((event) => (event.type === "log" ? event.message : "")).join("");
  const [outcome] = outcomes;
  assert.match(said, /logging in with \*\*\*/);
  assert.ok(outcome?.status === "failed" && outcome.error.message.endsWith("403 for ***"));
});

test("scan() masks what a plugin has told to be a secret, in what other plugins say, too", async () => {
  const login = defineProcessor({
    name: "login",
    setup: (_options, { addSecret }) => ({ process: () => addSecret(SECRET) }),
  })();
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      process() {
        throw leak();
      },
    }),
  })();
  const { sink, outcomes } = collector();
  await runToEnd({ sources: [images("a")], processors: [login, work], sinks: [sink] });
  const [outcome] = outcomes;
  assert.ok(outcome?.status === "failed" && outcome.error.message.endsWith("401 for ***"));
  assert.ok(!inspect(outcome, { depth: 20 }).includes(SECRET));
});

test("no secret leaves a dry run whose plan throws", async () => {
  const planner = defineProcessor({
    name: "planner",
    preflight: (_, { addSecret }) => addSecret(SECRET),
    setup: () => ({ process: () => undefined }),
    plan: () => {
      throw leak();
    },
  })();
  const source = defineSource({
    name: "s",
    setup: (_, { addSecret }) => {
      addSecret(SECRET);
      return { targets: () => [image("a")] };
    },
  })();
  const text = await leave({ sources: [source], processors: [planner], sinks: [] }, { dryRun: true });
  assert.match(text, /401 for \*\*\*/);
  assert.ok(!text.includes(SECRET), text);
});

test("every problem of several is masked, with its hint", async () => {
  const problems = [leakyError("LEAKY", {}), leakyError("LEAKY", {}, { cause: leak() })];
  const source = defineSource({
    name: "s",
    preflight(_, { addSecret }) {
      addSecret(SECRET);
      throw coreError("PREFLIGHT_FAILED", { count: 2 }, { problems });
    },
    setup: () => ({ targets: () => [] }),
  })();
  const text = await leave({ sources: [source], processors: [], sinks: [] });
  assert.match(text, /Change \*\*\*/);
  assert.ok(!text.includes(SECRET), text);
});

test("what a source has settled is masked: in events, for sinks, and in the summary", async () => {
  const error = { ...toFailure(leakyError("LEAKY", {}, { cause: leak() }), { stage: "targets" }), plugin: "s" };
  const settled = [
    image("a", { settled: { status: "failed", error } }),
    image("b", { settled: { status: "skipped", reason: `not with ${SECRET}` } }),
  ];
  const login = defineProcessor({
    name: "login",
    setup: (_, { addSecret }) => {
      addSecret(SECRET);
      return { process: () => undefined };
    },
  })();
  const text = await leave({ sources: [sourceOf(() => settled)], processors: [login], sinks: [] });
  assert.match(text, /no login by \*\*\*/);
  assert.match(text, /not with \*\*\*/);
  assert.ok(!text.includes(SECRET), text);
});

test("what a processor returns is masked, its keys too; findings stay as they were found", async () => {
  const found = { ...makeSecret("HIGH"), match: `password = ${SECRET}`, title: `about ${SECRET}` };
  const login = defineProcessor({
    name: "login",
    setup: () => ({
      process(_, { addSecret }) {
        addSecret(SECRET);
        return {
          note: `as ${SECRET}`,
          findings: [found],
          image: { reference: "a", source: "registry", labels: { [`by ${SECRET}`]: `with ${SECRET}` } },
          ...{ other: { list: [{ deep: Buffer.from(SECRET).toString("base64") }] } },
        };
      },
    }),
  })();
  const leaver = defineProcessor({ name: "leaver", setup: () => ({ process: () => skip(`no ${SECRET}`) }) })();
  const { sink, outcomes } = collector();
  await runToEnd({ sources: [images("a")], processors: [login, leaver], sinks: [sink] });
  const [outcome] = outcomes;
  assert.ok(outcome?.status === "skipped");
  assert.equal(outcome.reason, "no ***");
  assert.deepEqual(outcome.data, {
    note: "as ***",
    image: { reference: "a", source: "registry", labels: { "by ***": "with ***" } },
    findings: [{ ...found, scanner: "login", fingerprint: fingerprintOf(found) }],
    other: { list: [{ deep: "***" }] },
  });
});

test("what a run is called is masked for sinks and events", async () => {
  const text = await leave(
    { sources: [images("a")], processors: [], sinks: [] },
    { label: "by-tok-4711-x", env: { APP_TOKEN: "tok-4711-x" } },
  );
  assert.match(text, /label: 'by-\*\*\*'/);
  assert.ok(!text.includes("tok-4711-x"), text);
});

test("a run without secrets hands on what it was given, and makes no copies", async () => {
  const target = image("registry.example.com/team/app:1.0");
  const data = { note: "fine", scans: [fakeScan()] };
  const give = defineProcessor({ name: "give", setup: () => ({ process: () => data }) })();
  const { sink, outcomes } = collector();
  const { events } = await runToEnd(
    { sources: [sourceOf(() => [target])], processors: [give], sinks: [sink] },
    { env: { APP_PASSWORD: "hunter2-secret" } },
  );
  assert.strictEqual(outcomes[0]?.target, target);
  assert.strictEqual(outcomes[0]?.data.scans, data.scans);
  assert.ok(events.some((event) => event.type === "target.started" && event.target === target));
});

test("an image keeps its name where a password is a mere word in it, and loses a secret that is none", async () => {
  const { sink, outcomes } = collector();
  await runToEnd(
    { sources: [images("postgres:16", "app:tok-4711-x")], processors: [], sinks: [sink] },
    { env: { POSTGRES_PASSWORD: "postgres", APP_TOKEN: "tok-4711-x" } },
  );
  assert.deepEqual(
    outcomes.map(({ target }) => [target.id, target.image]),
    [
      ["image:postgres:16", "postgres:16"],
      ["image:app:***", "app:***"],
    ],
  );
});

test("a target that is masked is known again when the run is resumed, and the journal holds no secret", async () => {
  await inTempFolder(async (cwd) => {
    const names = ["app:tok-4711-x", "other:1"];
    const seen: string[] = [];
    const work = (breaks: boolean) =>
      defineProcessor({
        name: "work",
        setup: () => ({
          process({ target }) {
            seen.push(target.image ?? "");
            if (breaks && target.image === "other:1") throw stopError("STOP", {});
            return { note: "by tok-4711-x" };
          },
        }),
      })();
    const run = (breaks: boolean, resume: boolean) =>
      runToEnd(
        { sources: [images(...names)], processors: [work(breaks)], sinks: [], jobs: 1 },
        { cwd, outputDir: cwd, journal: true, resume, env: { APP_TOKEN: "tok-4711-x" } },
      );
    await run(true, false);
    const files = await readdir(cwd, { recursive: true, withFileTypes: true });
    const texts = await Promise.all(
      files.filter((file) => file.isFile()).map(({ parentPath, name }) => readFile(join(parentPath, name), "utf8")),
    );
    assert.match(texts.join(""), /by \*\*\*/);
    assert.ok(!texts.join("").includes("tok-4711-x"));
    const { last } = await run(false, true);
    assert.deepEqual([last?.done, last?.replayed], [2, 1]);
    assert.deepEqual(seen, ["app:tok-4711-x", "other:1", "other:1"]);
  });
});

test.run();
