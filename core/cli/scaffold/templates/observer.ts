import type { PluginTemplate } from "../template.ts";

/** An observer that warns when many targets have failed. */
export const observerTemplate: PluginTemplate = {
  description: "Watches a run, and changes nothing",
  option: {
    name: "limit",
    schema: "z.int().positive().default(10)",
    default: "`10`",
    meaning: "How many targets may fail before there is a warning",
    example: "3",
  },
  hooks: (name) => `import { defineObserver, targetName } from "hullscan";
import { options } from "./options.ts";

/** Warns when many targets have failed. What it throws ends the run when all reports are written. */
export default defineObserver({
  name: "${name}",
  description: "warns when many targets have failed",
  options,
  setup: ({ limit }, { log }) => ({
    observe(events$) {
      let failed = 0;
      return events$.subscribe((event) => {
        if (event.type !== "target.finished" || event.outcome.status !== "failed") return;
        failed += 1;
        if (failed === limit) log.warn(\`\${failed} targets have failed, the last is \${targetName(event.outcome.target)}\`);
      });
    },
  }),
});
`,
  test: () => `import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlugin, fakeOutcome, runObserver } from "hullscan/testing";
import plugin from "./mod.ts";

const gone = (image: string) => fakeOutcome({ target: { image }, error: { code: "IMAGE_NOT_FOUND" } });
const outcomes = [gone("gone:1"), fakeOutcome(), gone("gone:2"), gone("gone:3")];

test("it keeps the rules of plugins", async () => {
  assert.deepEqual(await checkPlugin(plugin, { folder: import.meta.dirname }), []);
});

test("it warns once, when as many targets have failed as limit says", async () => {
  const { logs } = await runObserver(plugin({ limit: 2 }), { outcomes });
  assert.deepEqual(logs, ["warn: 2 targets have failed, the last is gone:2"]);
});

test("it does not warn of fewer", async () => {
  const { logs } = await runObserver(plugin(), { outcomes });
  assert.deepEqual(logs, []);
});
`,
};
