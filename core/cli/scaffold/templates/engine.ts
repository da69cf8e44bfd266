import type { PluginTemplate } from "../template.ts";

/** An engine that gives up on a target after some time. */
export const engineTemplate: PluginTemplate = {
  description: "Decides where the processors of a target run",
  option: {
    name: "limitMs",
    schema: "z.int().positive().default(3_600_000)",
    default: "`3600000`",
    meaning: "How long the processors may take for one target, in milliseconds",
    example: "60000",
  },
  hooks: (name) => `import { defineEngine } from "hullscan";
import { options } from "./options.ts";

/** Runs the processors here, and gives up on a target that takes too long: what it throws fails that target. */
export default defineEngine({
  name: "${name}",
  description: "gives up on targets that take too long",
  options,
  setup: ({ limitMs }) => ({
    async open(pipeline) {
      const here = await pipeline.openHere();
      return {
        ...here,
        async process(target, known, lane) {
          let timer: NodeJS.Timeout | undefined;
          const late = new Promise<never>((_, reject) => {
            timer = setTimeout(() => reject(new Error(\`it took more than \${limitMs} ms\`)), limitMs);
          });
          try {
            return await Promise.race([here.process(target, known, lane), late]);
          } finally {
            clearTimeout(timer);
          }
        },
      };
    },
  }),
});
`,
  test: () => `import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { defineProcessor } from "hullscan";
import { checkPlugin, runEngine } from "hullscan/testing";
import plugin from "./mod.ts";

const slow = defineProcessor({ name: "slow", setup: () => ({ process: async () => void (await delay(300)) }) });

test("it keeps the rules of plugins", async () => {
  assert.deepEqual(await checkPlugin(plugin, { folder: import.meta.dirname }), []);
});

test("a target that takes less than limitMs is done", async () => {
  const { outcomes } = await runEngine(plugin(), { processors: [slow()] });
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["done"],
  );
});

test("a target that takes longer fails, with the reason", async () => {
  const { outcomes } = await runEngine(plugin({ limitMs: 20 }), { processors: [slow()] });
  const [first] = outcomes;
  assert.match(first?.status === "failed" ? first.error.message : "", /it took more than 20 ms/);
});
`,
};
