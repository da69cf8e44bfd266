import type { PluginTemplate } from "../template.ts";

/** A sink that writes a line for each outcome to the log. */
export const sinkTemplate: PluginTemplate = {
  description: "Takes each outcome, and does something with it",
  option: {
    name: "failedOnly",
    schema: "z.boolean().default(false)",
    default: "`false`",
    meaning: "Leaves out what was scanned or skipped",
    example: "true",
  },
  hooks: (name) => `import { defineSink, targetName } from "hullscan";
import { options } from "./options.ts";

/** Logs a line for each outcome. Throwing ends the run: a sink that cannot deliver loses what was found. */
export default defineSink({
  name: "${name}",
  description: "writes a line for each outcome to the log",
  options,
  setup({ failedOnly }, { log }) {
    let logged = 0;
    return {
      write(outcome) {
        if (failedOnly && outcome.status !== "failed") return;
        logged += 1;
        log.info(\`\${targetName(outcome.target)}: \${outcome.status}\`);
      },
      end: ({ failed }) => log.info(\`\${logged} outcomes logged, \${failed} targets failed\`),
    };
  },
});
`,
  test: () => `import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlugin, fakeOutcome, runSink } from "hullscan/testing";
import plugin from "./mod.ts";

const outcomes = [fakeOutcome(), fakeOutcome({ target: { image: "gone:1" }, error: { code: "IMAGE_NOT_FOUND" } })];

test("it keeps the rules of plugins", async () => {
  assert.deepEqual(await checkPlugin(plugin, { folder: import.meta.dirname }), []);
});

test("it logs each outcome", async () => {
  const { logs } = await runSink(plugin(), { outcomes });
  assert.deepEqual(logs, ["info: nginx:1.27: done", "info: gone:1: failed", "info: 2 outcomes logged, 1 targets failed"]);
});

test("with failedOnly, it logs only what could not be scanned", async () => {
  const { logs } = await runSink(plugin({ failedOnly: true }), { outcomes });
  assert.deepEqual(logs, ["info: gone:1: failed", "info: 1 outcomes logged, 1 targets failed"]);
});
`,
};
