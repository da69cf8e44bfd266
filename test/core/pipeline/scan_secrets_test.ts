import assert from "node:assert/strict";
import { test } from "uvu";
import { defineProcessor } from "../../../core/mod.ts";
import { collector, images, runToEnd } from "../../support/pipeline.ts";

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
    setup: (_options, { addSecret }) => ({ process: () => addSecret("from-a-file") }),
  })();
  const work = defineProcessor({
    name: "work",
    setup: () => ({
      process() {
        throw new Error("401 for from-a-file");
      },
    }),
  })();
  const { sink, outcomes } = collector();
  await runToEnd({ sources: [images("a")], processors: [login, work], sinks: [sink] });
  const [outcome] = outcomes;
  assert.ok(outcome?.status === "failed" && outcome.error.message.endsWith("401 for ***"));
});

test.run();
