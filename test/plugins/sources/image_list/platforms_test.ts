import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { ociImage } from "../../../../configs/demo/oci_image.ts";
import { type Registry, startRegistry } from "../../../../configs/demo/registry/mod.ts";
import type { Target } from "../../../../core/mod.ts";
import { testContext } from "../../../../core/testing/mod.ts";
import { type ImageListOptions, imageList } from "../../../../plugins/sources/image_list/mod.ts";
import { ociIndex } from "../../../support/oci_index.ts";
import { openPlugin } from "../../../support/open_plugin.ts";
import { inTempFolder } from "../../../support/temp_folder.ts";

const image = ociImage({ layers: [{ "etc/a": "a" }] });
const index = ociIndex(
  [
    { os: "linux", architecture: "amd64" },
    { os: "linux", architecture: "arm", variant: "v7" },
    { os: "linux", architecture: "arm64" },
    { os: "unknown", architecture: "unknown" },
  ].map((platform) => ({ image, platform })),
);

/** Reads a list whose images are in a registry that holds one image for one platform and one for three. */
async function readList(
  lines: readonly string[],
  { prepare, ...options }: ImageListOptions & { prepare?: (registry: Registry) => void },
) {
  const registry = await startRegistry();
  registry.add("team/one", "1", image);
  registry.add("team/many", "1", index);
  prepare?.(registry);
  const context = testContext();
  const targets: Target[] = [];
  let count: number | undefined;
  try {
    await inTempFolder(async (folder) => {
      await writeFile(join(folder, "list"), lines.map((line) => line.replace("HOST", registry.host)).join("\n"));
      const ctx = { ...context.ctx, cwd: folder };
      const hooks = await openPlugin(imageList({ file: "list", ...options }), ctx);
      count = await hooks.count?.(ctx);
      for await (const target of hooks.targets(ctx) as AsyncIterable<Target>) targets.push(target);
    });
  } finally {
    await context.close();
    await registry.close();
  }
  const toShort = (text = "") => text.replace(registry.host, "HOST");
  return {
    targets: targets.map((target) => ({ ...target, id: toShort(target.id), image: toShort(target.image) })),
    count,
  };
}

test('imageList({ platforms: "all" }) makes a target of each platform of an image', async () => {
  const { targets, count } = await readList(["HOST/team/many:1", "HOST/team/one:1"], { platforms: "all" });
  assert.deepEqual(
    targets.map(({ id, image, platform }) => [id, image, platform]),
    [
      ["image:HOST/team/many:1 linux/amd64", "HOST/team/many:1", "linux/amd64"],
      ["image:HOST/team/many:1 linux/arm/v7", "HOST/team/many:1", "linux/arm/v7"],
      ["image:HOST/team/many:1 linux/arm64", "HOST/team/many:1", "linux/arm64"],
      ["image:HOST/team/one:1", "HOST/team/one:1", undefined],
    ],
  );
  assert.equal(count, undefined);
});

test("imageList() asks no registry without that option", async () => {
  const { targets, count } = await readList(["HOST/team/many:1"], {
    prepare: (registry) => registry.setIntercept(() => assert.fail("asked")),
  });
  assert.deepEqual([targets.length, targets[0]?.platform, count], [1, undefined, 1]);
});

test("an image that the registry does not have stays one target, and a line that is none stays failed", async () => {
  const { targets } = await readList(["HOST/team/gone:1", "Not An Image"], { platforms: "all" });
  assert.deepEqual(
    targets.map(({ image, settled }) => [image, settled?.status]),
    [
      ["HOST/team/gone:1", undefined],
      ["Not An Image", "failed"],
    ],
  );
});

test("where the registry does not tell the platforms, the target has failed, and the list goes on", async () => {
  const { targets } = await readList(["HOST/team/many:1", "HOST/team/one:1"], {
    platforms: "all",
    prepare: (registry) =>
      registry.setIntercept(({ path }) => (path.includes("many/manifests") ? { status: 403 } : undefined)),
  });
  const [failed, fine] = targets;
  assert.ok(failed?.settled?.status === "failed");
  assert.equal(failed.settled.error.code, "REGISTRY_AUTH");
  assert.match(failed.settled.error.message, /^Cannot find the platforms of /);
  assert.equal(fine?.settled, undefined);
});

test.run();
