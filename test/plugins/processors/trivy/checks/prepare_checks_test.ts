import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { withEnvironment } from "../../../../support/with_environment.ts";
import { checksBundle, everythingImage, SAMPLE_CHECK } from "../support/config_samples.ts";
import { writeDb } from "../support/db_files.ts";
import { scanImage, testWithTrivy } from "../support/real_trivy.ts";

const OPTIONS = { scanners: ["misconfig" as const], parallel: "memory" as const };

testWithTrivy("the checks are downloaded once for a run, and not again within a day", async (bench) => {
  const { demo, folder, context } = bench;
  const cacheDir = join(folder, ".trivy_cache");
  await writeDb(cacheDir);
  demo.registry.add("trivy-checks", "1", checksBundle());
  demo.registry.add("demo/everything", "1", await everythingImage());
  const bundles = () => demo.registry.requests.filter(({ path }) => path.includes("/trivy-checks/blobs/")).length;
  await withEnvironment({ TRIVY_CHECKS_BUNDLE_REPOSITORY: `${demo.registry.host}/trivy-checks:1` }, async () => {
    const hooks = await bench.open(OPTIONS);
    const asked = bundles();
    assert.ok(asked > 0);
    const findings = await scanImage(`${demo.registry.host}/demo/everything:1`, { ...bench, hooks });
    const ids = findings.map((finding) => (finding.type === "misconfiguration" ? finding.id : finding.type));
    assert.deepEqual([...new Set(ids)], [SAMPLE_CHECK]);
    await bench.open(OPTIONS);
    assert.equal(bundles(), asked);
  });
  assert.deepEqual(
    context.logs.filter((line) => line.startsWith("warn")),
    [],
  );
  assert.deepEqual((await readdir(cacheDir)).sort(), ["db", "policy"]);
});

testWithTrivy("checks that cannot be downloaded are a warning that says which are used", async (bench) => {
  const { demo, folder, context } = bench;
  await writeDb(join(folder, ".trivy_cache"));
  await withEnvironment({ TRIVY_CHECKS_BUNDLE_REPOSITORY: `${demo.registry.host}/none:1` }, async () => {
    await bench.open(OPTIONS);
  });
  const warnings = context.logs.filter((line) => line.startsWith("warn"));
  assert.equal(warnings.length, 1, warnings.join());
  assert.match(warnings[0] ?? "", /cannot be downloaded: NAME_UNKNOWN: .*\. Going on with those that .* built with$/);
});

test.run();
