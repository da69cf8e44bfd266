/** Where images come from: their registries, whatever else this machine holds under the same names. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import type { ProcessorHooks } from "#core/kit.ts";
import type { ScanData } from "#core/mod.ts";
import { componentOf } from "#core/model/mod.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { type DockerEngine, startDockerEngine } from "#support/docker_engine.ts";
import { findEngine, type TrivyEngine } from "#support/needs.ts";
import { makeTarget } from "#support/outcomes.ts";
import { catchScanError } from "#support/scan_error.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { writeDb } from "./support/db_files.ts";
import { type RealBench, testWithTrivy } from "./support/real_trivy.ts";

let engine: DockerEngine | undefined;
test.before(async () => {
  if (findEngine("dockerd") !== undefined) engine = await startDockerEngine();
});
test.after(async () => {
  await engine?.close();
});

/** A bench whose Docker holds a copy of the registry's image with findings, while the registry may have another. */
interface StaleBench extends RealBench {
  readonly image: string;
  readonly docker: DockerEngine;
}

function testWithCopy(name: string, work: (bench: StaleBench) => Promise<void>, trivy: TrivyEngine = "trivy"): void {
  const run = async (bench: RealBench) => {
    const docker = engine ?? assert.fail("no engine");
    const image = bench.demo.references[0] ?? "";
    await docker.docker("pull", image);
    await writeDb(join(bench.folder, ".trivy_cache"));
    try {
      await withEnvironment({ DOCKER_HOST: docker.host }, () => work({ ...bench, docker, image }));
    } finally {
      await docker.docker("rmi", "-f", image);
    }
  };
  testWithTrivy(name, run, [trivy, "dockerd", "docker"]);
}

async function scan(hooks: ProcessorHooks, bench: StaleBench, data: Partial<ScanData> = {}, image = bench.image) {
  const target = makeTarget({ image, minSeverity: "UNKNOWN" });
  const patch = await hooks.process({ target, data }, bench.context.forTarget(target));
  if (patch === undefined || "skip" in patch) return assert.fail("nothing was found out");
  return { groups: [...new Set(patch.findings?.map(componentOf))], source: patch.image?.source };
}

for (const trivy of ["trivy", "trivy-0.44", "trivy-0.40"] as const) {
  testWithCopy(
    `an older copy in Docker is never taken for what the registry does not give (${trivy})`,
    async (bench) => {
      const { demo, open } = bench;
      const hooks = await open({ retries: 0, parallel: "isolated" });
      for (const status of [401, 403, 404, 429, 503]) {
        demo.registry.setIntercept(({ path }) => (path.includes("/demo/") ? { status } : undefined));
        const error = await catchScanError(() => scan(hooks, bench));
        assert.notEqual(error.code, "ABORTED");
      }
      demo.registry.setIntercept(undefined);
      demo.registry.add("demo/debian-app", "1.0", ociImage({ layers: [alpineLayer()] }));
      const { groups, source } = await scan(hooks, bench);
      assert.deepEqual(groups, ["Alpine-package"]);
      assert.equal(source, "registry");
    },
    trivy,
  );
}

testWithCopy("an older copy in Docker is not taken through Trivy's server either", async (bench) => {
  const hooks = await bench.open({ retries: 0, parallel: "server" });
  bench.demo.registry.setIntercept(({ path }) => (path.includes("/demo/") ? { status: 404 } : undefined));
  assert.equal((await catchScanError(() => scan(hooks, bench))).code, "IMAGE_NOT_FOUND");
});

testWithCopy("imageSources: what this machine has is scanned where that is wanted, and said so", async (bench) => {
  const { demo, open } = bench;
  demo.registry.add("demo/debian-app", "1.0", ociImage({ layers: [alpineLayer()] }));
  const local = await scan(await open({ imageSources: ["docker"] }), bench);
  assert.deepEqual([local.groups, local.source], [["Debian-package"], "docker"]);
  const first = await scan(await open({ imageSources: ["docker", "remote"] }), bench);
  assert.deepEqual([first.groups, first.source], [["Debian-package"], "docker or registry"]);
  const last = await scan(await open({ imageSources: ["remote", "docker"] }), bench);
  assert.deepEqual([last.groups, last.source], [["Alpine-package"], "registry or docker"]);
});

testWithCopy("what was built here comes from Docker, and its result is no other image's", async (bench) => {
  const { demo, docker, open, image } = bench;
  const imageId = (await docker.docker("inspect", "--format", "{{.Id}}", image)).trim();
  demo.registry.add("demo/debian-app", "1.0", ociImage({ layers: [alpineLayer()] }));
  const hooks = await open();
  const facts = { image: { reference: image, imageId, source: "docker" } };
  const built = await scan(hooks, bench, facts, "app:from-list");
  assert.deepEqual([built.groups, built.source], [["Debian-package"], "docker"]);
  // The same id, but not because it was built: somebody has looked it up in Docker.
  const listed = await scan(hooks, bench, facts);
  assert.deepEqual([listed.groups, listed.source], [["Alpine-package"], "registry"]);
});

testWithTrivy(
  "imageSources other than the registry need a Trivy that can choose",
  async ({ open }) => {
    const error = await catchScanError(() => open({ imageSources: ["docker"] }));
    assert.equal(error.code, "TRIVY_OPTION");
    assert.match(error.message, /imageSources needs 0\.42/);
  },
  ["trivy-0.40"],
);

test.run();
