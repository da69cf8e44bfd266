/** What stands behind a name decides before a scan; what came of it is checked after. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { test } from "uvu";
import type { ScanData, Target } from "#core/model/mod.ts";
import type { ProcessorHooks } from "#core/plugin/mod.ts";
import { type OciContent, toDescriptor } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { digest } from "#plugins/processors/digest/mod.ts";
import type { TrivyEngine } from "#support/needs.ts";
import { ARTIFACTS, artifact, buildKitCache, indexOf } from "#support/oci_artifacts.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { exitCodeOf, type RealBench, testWithTrivy } from "./support/real_trivy.ts";

const amd = ociImage({ layers: [alpineLayer()] });
const arm = ociImage({ layers: [alpineLayer()], architecture: "arm64" });
const AMD64 = { os: "linux", architecture: "amd64" };
const ARM64 = { os: "linux", architecture: "arm64" };

function entry(content: OciContent, platform?: object) {
  return { ...toDescriptor(content.manifest), ...(platform && { platform }) };
}

interface Wanted extends Partial<Pick<Target, "platform">> {
  readonly data?: Partial<ScanData>;
}

/** Puts content into the bench's registry, beside both images, and scans it by its tag or by a digest. */
async function scan(
  content: OciContent,
  hooks: ProcessorHooks,
  bench: RealBench,
  wanted: Wanted & { at?: string } = {},
) {
  const { registry } = bench.demo;
  for (const [tag, image] of Object.entries({ amd, arm, 1: content })) registry.add("team/x", tag, image);
  const { at = ":1", platform, data = {} } = wanted;
  const image = `${registry.host}/team/x${at}`;
  const target: Target = {
    id: image,
    kind: "image",
    image,
    minSeverity: "UNKNOWN",
    origin: { from: "test" },
    ...(platform && { platform }),
  };
  const patch = await hooks.process({ target, data }, bench.context.forTarget(target));
  assert.ok(patch !== undefined && "findings" in patch && patch.findings && patch.image);
  assert.ok(patch.findings.length > 0, "the image's packages were not looked at");
  const { digest, platform: there } = patch.image;
  const as = patch.scans?.[0]?.scannedAs;
  return { digest, platform: there, as: as?.replace(registry.host, "HOST") };
}

testWithTrivy("what is no image fails in words, and no Trivy is started for it", async (bench) => {
  const hooks = await bench.open();
  const { requests } = bench.demo.registry;
  for (const [content, what] of [...ARTIFACTS, [buildKitCache, "a BuildKit cache"] as const]) {
    const error = await catchScanError(() => scan(content, hooks, bench));
    assert.equal(error.code, "NOT_AN_IMAGE");
    assert.ok(error.message.includes(`(it is ${what})`), error.message);
  }
  assert.deepEqual(
    requests.filter(({ path }) => path.includes("/team/x/blobs/")),
    [],
  );
  const encrypted = artifact({ layers: ["application/vnd.oci.image.layer.v1.tar+gzip+encrypted"] });
  assert.equal((await catchScanError(() => scan(encrypted, hooks, bench))).code, "IMAGE_ENCRYPTED");
});

for (const engine of ["trivy", "trivy-0.44", "trivy-0.40"] satisfies TrivyEngine[]) {
  testWithTrivy(
    `${engine}: of an index the image of the platform is scanned, by name, tag or digest, and the digest is the index's`,
    async (bench) => {
      const hooks = await bench.open();
      const index = indexOf([entry(arm, ARM64), entry(amd, AMD64)]);
      const { digest } = index.manifest;
      assert.deepEqual(await scan(index, hooks, bench), { digest, platform: "linux/amd64", as: undefined });
      const byDigest = { at: `:1@${digest}`, platform: "linux/arm64" };
      assert.deepEqual(await scan(index, hooks, bench, byDigest), { digest, platform: "linux/arm64", as: undefined });
      // What Trivy would not find by itself: a chart stands before it, or the index spells it in another way.
      const [chart] = ARTIFACTS[0] ?? [];
      assert.ok(chart);
      bench.demo.registry.add("team/x", "chart", chart);
      const odd = indexOf([entry(chart, AMD64), entry(amd, AMD64), entry(arm, ARM64)]);
      const scanned = {
        digest: odd.manifest.digest,
        platform: "linux/amd64",
        as: `HOST/team/x@${amd.manifest.digest}`,
      };
      const { as, ...found } = await scan(odd, hooks, bench);
      assert.deepEqual({ ...found, as: as?.replace(":1@", "@") }, scanned);
      assert.equal((await scan(odd, hooks, bench, { platform: "linux/arm64/v8" })).platform, "linux/arm64");
    },
    engine,
  );
}

testWithTrivy("an image for another platform fails with the option that takes it, and any takes it", async (bench) => {
  const hooks = await bench.open();
  const only = indexOf([entry(arm, ARM64)]);
  for (const [content, platform] of [
    [only, undefined],
    [only, "linux/amd64"],
    [arm, "linux/amd64"],
  ] as const) {
    const error = await catchScanError(() => scan(content, hooks, bench, platform && { platform }));
    assert.equal(error.code, "PLATFORM_NOT_FOUND");
    assert.match(error.message, /requested (?:is|was) linux\/amd64, .* linux\/arm64/);
    assert.match(error.hint ?? "", /`platform` of trivy to "linux\/arm64", or to "any"/);
  }
  // Nobody has asked for a platform, and the image is no other.
  assert.equal((await scan(arm, hooks, bench)).platform, "linux/arm64");
  const any = await bench.open({ platform: "any" });
  assert.equal((await scan(only, any, bench)).platform, "linux/arm64");
  assert.equal((await scan(only, any, bench)).digest, only.manifest.digest);
  assert.equal((await scan(arm, any, bench)).platform, "linux/arm64");
  const both = indexOf([entry(arm, ARM64), entry(amd, AMD64)]);
  assert.equal((await scan(both, any, bench)).platform, "linux/amd64");
  const own = await catchScanError(() => scan(only, any, bench, { platform: "linux/s390x" }));
  assert.match(own.message, /requested is linux\/s390x, available: linux\/arm64/);
});

testWithTrivy("what the index calls another platform than the image itself does not pass for it", async (bench) => {
  const hooks = await bench.open();
  const wrong = indexOf([entry(amd, ARM64), entry(arm, AMD64)]);
  for (const platform of ["linux/arm64", undefined]) {
    const error = await catchScanError(() => scan(wrong, hooks, bench, platform ? { platform } : {}));
    assert.equal(error.code, "PLATFORM_NOT_FOUND");
  }
});

testWithTrivy("a result of an earlier or another target is checked for the platform, too", async (bench) => {
  const hooks = await bench.open();
  // As the look-up leaves it: an image for one platform has none in its data.
  const { digest } = amd.manifest;
  const reference = `${bench.demo.registry.host}/team/x@${digest}`;
  const data = { image: { reference, digest, platform: "", source: "registry" } };
  const [right, wrong] = await Promise.all([
    scan(amd, hooks, bench, { data, platform: "linux/amd64" }),
    catchScanError(() => scan(amd, hooks, bench, { data, platform: "linux/arm64" })),
  ]);
  assert.deepEqual([right.platform, wrong.code], ["linux/amd64", "PLATFORM_NOT_FOUND"]);
  const before = bench.demo.registry.requests.length;
  await scan(amd, hooks, bench, { data, platform: "linux/amd64" });
  assert.equal(bench.demo.registry.requests.length, before, "a kept result asks nobody");
});

testWithTrivy("the version of Windows is no other platform", async (bench) => {
  const hooks = await bench.open();
  const windows = ociImage({ layers: [alpineLayer()], os: "windows" });
  bench.demo.registry.add("team/x", "windows", windows);
  const index = indexOf([
    entry(amd, { os: "windows", architecture: "amd64", "os.version": "10.0.17763.5" }),
    entry(windows, { os: "windows", architecture: "amd64", "os.version": "10.0.20348.2113" }),
  ]);
  const found = await scan(index, hooks, bench, { platform: "windows/amd64:10.0.20348.2113" });
  assert.deepEqual([found.platform, found.digest], ["windows/amd64", index.manifest.digest]);
  assert.deepEqual(
    bench.context.logs.filter((line) => line.startsWith("warn")),
    [],
  );
});

testWithTrivy("Trivy takes sha256 only, and that is said without a Trivy", async (bench) => {
  const hooks = await bench.open();
  const { registry } = bench.demo;
  const sha512 = `sha512:${createHash("sha512").update(amd.manifest.bytes).digest("hex")}`;
  registry.add("team/x", "sha256", amd);
  registry.add("team/x", "sha512", { ...amd, manifest: { ...amd.manifest, digest: sha512 } });
  const args = ["image", "--cache-dir", join(bench.folder, ".trivy_cache"), "--cache-backend", "memory"];
  const exitCodeFor = (digest: string) => {
    const rest = ["--skip-db-update", "--image-src", "remote", "--", `${registry.host}/team/x@${digest}`];
    return exitCodeOf(spawn(bench.binary, [...args, ...rest], { stdio: "ignore" }));
  };
  assert.deepEqual(await Promise.all([amd.manifest.digest, sha512].map(exitCodeFor)), [0, 1], "this Trivy takes it");
  const error = await catchScanError(() => scan(amd, hooks, bench, { at: `@${sha512}` }));
  assert.equal(error.code, "BAD_REFERENCE");
  assert.match(error.message, /Trivy takes digests of sha256 only/);
});

testWithTrivy("what only the registry's manifest hides from us, Trivy is still asked for", async (bench) => {
  const hooks = await bench.open();
  let isFirst = true;
  bench.demo.registry.setIntercept(({ path }) => {
    if (!path.includes("/team/x/manifests/") || !isFirst) return undefined;
    isFirst = false;
    return { status: 403 };
  });
  assert.equal((await scan(amd, hooks, bench)).platform, "linux/amd64");
});

testWithTrivy("a registry that tells another digest for an index is found out", async (bench) => {
  const hooks = await bench.open();
  const lookUp = await openPlugin(digest(), bench.context.ctx);
  const index = indexOf([entry(arm, ARM64), entry(amd, AMD64)]);
  bench.demo.registry.add("team/x", "1", index);
  bench.demo.registry.add("team/x", "amd", amd);
  const resolveImage = async (image: string) => {
    const target: Target = { id: image, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "test" } };
    return (await lookUp.process({ target, data: {} }, bench.context.forTarget(target))) as Partial<ScanData>;
  };
  const image = `${bench.demo.registry.host}/team/x:1`;
  assert.equal((await scan(index, hooks, bench, { data: await resolveImage(image) })).platform, "linux/amd64");
  for (const contentType of [index.manifest.mediaType, arm.manifest.mediaType]) {
    const headers = { "content-type": contentType, "docker-content-digest": arm.manifest.digest };
    bench.demo.registry.setIntercept(({ method }) => (method === "HEAD" ? { status: 200, headers } : undefined));
    const data = await resolveImage(image);
    assert.equal(data.image?.digest, arm.manifest.digest);
    const error = await catchScanError(() => scan(index, hooks, bench, { data }));
    assert.equal(error.code, "REGISTRY_FALSE_DIGEST");
  }
});

test.run();
