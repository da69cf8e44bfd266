import type { PluginTemplate } from "../template.ts";

/** A source of the images that its options name. */
export const sourceTemplate: PluginTemplate = {
  description: "Says what there is to scan",
  option: {
    name: "images",
    schema: "z.array(z.string().min(1)).default([])",
    default: "none",
    meaning: "The references of the images to scan",
    example: '["nginx:1.27"]',
  },
  hooks: (name) => `import { defineSource, type Target } from "hullscan";
import { options } from "./options.ts";

/** Emits the images of its options. Targets are pulled one by one, only as fast as they are scanned. */
export default defineSource({
  name: "${name}",
  description: "the images that its options name",
  options,
  provides: ["image"],
  setup: ({ images }, { plugin }) => ({
    count: () => images.length,
    async *targets() {
      for (const image of images) yield toTarget(image, plugin);
    },
  }),
});

function toTarget(image: string, from: string): Target {
  return { id: \`image:\${image}\`, kind: "image", image, minSeverity: "HIGH", origin: { from } };
}
`,
  test: () => `import assert from "node:assert/strict";
import { test } from "node:test";
import { checkPlugin, runSource } from "hullscan/testing";
import plugin from "./mod.ts";

test("it keeps the rules of plugins", async () => {
  assert.deepEqual(await checkPlugin(plugin, { folder: import.meta.dirname }), []);
});

test("it emits each image as a target", async () => {
  const { targets } = await runSource(plugin({ images: ["alpine:3.20", "nginx:1.27"] }));
  assert.deepEqual(
    targets.map(({ id }) => id),
    ["image:alpine:3.20", "image:nginx:1.27"],
  );
});

test("without images there is nothing to scan", async () => {
  await assert.rejects(runSource(plugin()), { code: "NOTHING_TO_SCAN" });
});
`,
};
