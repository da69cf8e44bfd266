import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Target } from "#core/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { type OciContent, toDescriptor } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { type Registry, startRegistry } from "#demo/registry/mod.ts";
import { type ImageListOptions, imageList } from "#plugins/sources/image_list/mod.ts";
import { attestation, buildKitCache, indexOf } from "#support/oci_artifacts.ts";
import { ociIndex } from "#support/oci_index.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { inTempFolder } from "#support/temp_folder.ts";

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
    logs: context.logs,
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

test("a registry that is down is asked a few times for all of its images, not for each", async () => {
  const gone = await startRegistry();
  await gone.close();
  const lines = Array.from({ length: 12 }, (_, at) => `${gone.host}/team/app-${at}:1`);
  const { targets, logs } = await readList(lines, { platforms: "all" });
  for (const { image = "", settled } of targets) {
    assert.ok(settled?.status === "failed" && settled.error.code === "REGISTRY_UNREACHABLE");
    assert.ok(settled.error.message.startsWith(`Cannot find the platforms of "${image}"`), settled.error.message);
  }
  assert.equal(targets.length, 12);
  assert.equal(logs.filter((line) => line.includes("is left alone for 60 s")).length, 1);
});

const [AMD64, ARM64] = [
  { os: "linux", architecture: "amd64" },
  { os: "linux", architecture: "arm64" },
];
const images = ["1", "2", "3"].map((a) => ociImage({ layers: [{ a }] }));
const [one, two, three] = images as [OciContent, OciContent, OciContent];
const digestOf = ({ manifest }: OciContent) => manifest.digest;

function entry(content: OciContent, platform?: unknown) {
  return { ...toDescriptor(content.manifest), ...(platform !== undefined && { platform }) };
}

/** The targets of one image of a list, whose index stands in the registry with all that it names. */
async function readIndex(index: OciContent, beside: readonly OciContent[] = []) {
  const { targets } = await readList(["HOST/team/x:1", "HOST/team/one:1"], {
    platforms: "all",
    prepare: (registry) => {
      for (const [at, content] of [...images, attestation, ...beside].entries())
        registry.add("team/x", `x${at}`, content);
      registry.add("team/x", "1", index);
    },
  });
  const last = targets.pop();
  assert.deepEqual([last?.image, last?.settled], ["HOST/team/one:1", undefined]);
  return targets;
}

function toShort({ image: name, platform, settled }: Target) {
  return settled === undefined ? [name, platform] : settled.status === "failed" && settled.error.message;
}

test("an index in an index, and entries without a platform, are targets like the others", async () => {
  const inner = indexOf([entry(one, AMD64), entry(two, ARM64)]);
  const unknown = { os: "unknown", architecture: "unknown" };
  const index = indexOf([entry(inner), entry(attestation, unknown), entry(attestation), entry(three)]);
  const targets = await readIndex(index, [inner]);
  assert.deepEqual(targets.map(toShort), [
    ["HOST/team/x:1", "linux/amd64"],
    ["HOST/team/x:1", "linux/arm64"],
    [`HOST/team/x:1@${digestOf(three)}`, undefined],
  ]);
  const platformed = await readIndex(indexOf([entry(inner, AMD64)]), [inner]);
  assert.deepEqual(platformed.map(toShort), targets.slice(0, 2).map(toShort));
  const odd = await readIndex(indexOf([entry(one, unknown), entry(two, ARM64)]));
  assert.deepEqual(odd.map(toShort), [
    [`HOST/team/x:1@${digestOf(one)}`, undefined],
    ["HOST/team/x:1", "linux/arm64"],
  ]);
});

test("several images for one platform are targets by their digests; one that is twice there is one", async () => {
  const windows = (version: string) => ({ os: "windows", architecture: "amd64", "os.version": version });
  const targets = await readIndex(
    indexOf([
      entry(one, { ...AMD64, "os.features": ["sse4"] }),
      entry(two, AMD64),
      entry(attestation, ARM64),
      entry(three, ARM64),
      entry(three, ARM64),
      entry(one, windows("10.0.1")),
      entry(two, windows("10.0.2")),
    ]),
  );
  assert.deepEqual(targets.map(toShort), [
    [`HOST/team/x:1@${digestOf(one)}`, "linux/amd64"],
    [`HOST/team/x:1@${digestOf(two)}`, "linux/amd64"],
    ["HOST/team/x:1", "linux/arm64"],
    ["HOST/team/x:1", "windows/amd64:10.0.1"],
    ["HOST/team/x:1", "windows/amd64:10.0.2"],
  ]);
  assert.equal(new Set(targets.map(({ id }) => id)).size, targets.length);
});

test("what an index names that cannot be used is a failed target in words; the others are scanned", async () => {
  const bad = [
    entry(two, { os: "linux", architecture: "a\u0000md64" }),
    entry(two, { os: "x".repeat(200_000), architecture: "amd64" }),
    entry(two, { os: "linux", architecture: "arm", variant: "v7 --output=x" }),
    { ...entry(two, AMD64), digest: "sha256:../.." },
  ];
  const targets = await readIndex(indexOf([...bad, entry(one, AMD64)]));
  assert.deepEqual(toShort(targets[0] as Target), ["HOST/team/x:1", "linux/amd64"]);
  const messages = targets.slice(1).map(toShort);
  assert.match(
    String(messages[0]),
    /^Cannot scan ".*\/team\/x:1": .*\(its entry 1 names no platform that can be used\)$/,
  );
  assert.match(String(messages[3]), /\(its entry 4 has no digest that can be checked\)$/);
  assert.deepEqual([messages.length, new Set(targets.map(({ id }) => id)).size], [4, 5]);
  assert.ok(messages.every((message) => String(message).length < 300));
});

test("an index of 2,000 entries, of artifacts only, of nothing, or with an image that is gone, is one failed target", async () => {
  const many = Array.from({ length: 2000 }, (_, at) => entry(one, { os: `os${at}`, architecture: "amd64" }));
  const gone = ociImage({ layers: [{ a: "gone" }] });
  for (const [index, words] of [
    [indexOf(many), /it names 2000 manifests/],
    [buildKitCache, /it is not an image \(it is a BuildKit cache\)/],
    [indexOf([entry(attestation)]), /it is not an image \(it is an attestation\)/],
    [indexOf([]), /an index without an image/],
    [indexOf([entry(gone)]), /the registry does not have sha256:/],
  ] as const) {
    const targets = await readIndex(index);
    assert.equal(targets.length, 1);
    assert.match(String(toShort(targets[0] as Target)), words);
  }
});

test.run();
