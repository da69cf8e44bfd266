import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { configSecretImage } from "./support/config_samples.ts";
import { writeDb } from "./support/db_files.ts";
import { scanImage, testWithTrivy } from "./support/real_trivy.ts";

for (const parallel of ["auto", "server", "isolated"] as const) {
  testWithTrivy(`a secret in an image's config is found with parallel: "${parallel}"`, async (bench) => {
    await writeDb(join(bench.folder, ".trivy_cache"));
    bench.demo.registry.add("demo/config-secret", "1", configSecretImage());
    const hooks = await bench.open({ offline: true, parallel });
    const image = `${bench.demo.registry.host}/demo/config-secret:1`;
    const [finding, ...more] = await scanImage(image, { ...bench, hooks });
    assert.deepEqual(more, []);
    assert.ok(finding?.kind === "secret" && finding.id === "aws-access-key-id" && finding.raw?.Target === image);
  });
}

test.run();
