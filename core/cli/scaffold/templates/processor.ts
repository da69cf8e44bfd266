import type { PluginTemplate } from "../template.ts";

/** A processor that adds a value of its own to each target, and passes over those that nobody wants. */
export const processorTemplate: PluginTemplate = {
  description: "Works on each target: finds something out about it, or says that it needs no scan",
  option: {
    name: "skipTag",
    schema: "z.string().min(1).optional()",
    default: "",
    meaning: "Images with this tag are not scanned",
    example: '"nightly"',
  },
  hooks: (name) => `import { defineProcessor, skip } from "hullscan";
import { options } from "./options.ts";

declare module "hullscan" {
  interface ScanData {
    /** The tag of the image; empty where it has none. */
    readonly ${name}: string;
  }
}

/** Finds out the tag of each image. What it throws is the target's outcome; the run goes on. */
export default defineProcessor({
  name: "${name}",
  description: "finds out the tag of each image",
  options,
  needs: ["image"],
  provides: ["${name}"],
  setup: ({ skipTag }) => ({
    process({ target, data }) {
      const image = data.image?.reference ?? target.image ?? "";
      const tag = /:([^:/@]+)(@.*)?$/.exec(image)?.[1] ?? "";
      if (tag === skipTag) return skip(\`its tag is \${tag}\`);
      return { ${name}: tag };
    },
  }),
});
`,
  test: (name) => `import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlugin, fakeTarget, runProcessor } from "hullscan/testing";
import plugin from "./mod.ts";

const targets = ["nginx:1.27", "registry.example.com:5000/app", "app:nightly"].map((image) => fakeTarget({ image }));

test("it keeps the rules of plugins", async () => {
  assert.deepEqual(await checkPlugin(plugin, { folder: import.meta.dirname }), []);
});

test("it finds out the tag of each image", async () => {
  const { outcomes } = await runProcessor(plugin(), { targets });
  assert.deepEqual(
    outcomes.map(({ data }) => data.${name}),
    ["1.27", "", "nightly"],
  );
});

test("with skipTag, images with this tag are passed over, with the reason", async () => {
  const { outcomes } = await runProcessor(plugin({ skipTag: "nightly" }), { targets });
  const [last] = outcomes.slice(-1);
  assert.deepEqual(
    outcomes.map(({ status }) => status),
    ["done", "done", "skipped"],
  );
  assert.equal(last?.status === "skipped" && last.reason, "its tag is nightly");
});
`,
};
