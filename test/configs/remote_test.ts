import assert from "node:assert/strict";
import { test } from "uvu";
import { remote } from "#configs/remote.ts";
import { resolveConfig } from "#core/config/resolve.ts";

/** The processors of the preset by name, with what of their options both must agree on. */
async function processorsOf(options: Parameters<typeof remote>[0]): Promise<unknown> {
  const { pipelines } = await resolveConfig({ pipelines: { remote: remote(options) } });
  const processors = pipelines[0]?.processors ?? [];
  return processors.map(({ plugin, options: own }) => {
    const { imageSources, insecure } = own as { imageSources: unknown; insecure: unknown };
    return [plugin.definition.name, imageSources, insecure];
  });
}

test("remote() tells look-up and scanner the same of where images come from", async () => {
  assert.deepEqual(await processorsOf({}), [
    ["digest", ["remote"], false],
    ["trivy", ["remote"], false],
  ]);
  const sources = ["docker", "remote"] as const;
  const both = [
    ["digest", sources, true],
    ["trivy", sources, true],
  ];
  assert.deepEqual(await processorsOf({ imageSources: [...sources], trivy: { insecure: true } }), both);
  assert.deepEqual(await processorsOf({ trivy: { imageSources: [...sources], insecure: true } }), both);
});

test("remote({ digest: false }) leaves the look-up out: it is not implied either", async () => {
  assert.deepEqual(await processorsOf({ digest: false }), [["trivy", ["remote"], false]]);
});

test.run();
