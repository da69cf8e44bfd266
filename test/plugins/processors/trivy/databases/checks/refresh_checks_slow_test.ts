import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { createExec } from "#core/services/mod.ts";
import { openStore, type Store } from "#plugins/lib/scanning/open_store.ts";
import { refreshChecks } from "#plugins/processors/trivy/databases/checks/refresh_checks.ts";
import { recordLog } from "#support/plugin_context.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { withEnvironment } from "#support/with_environment.ts";
import { checksBundle, everythingImage, SAMPLE_CHECK } from "../../support/config_samples.ts";
import { writeDb } from "../../support/db_files.ts";
import { fakeProgram } from "../../support/fake_program.ts";
import { scanImage, testWithTrivy } from "../../support/real_trivy.ts";

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
    const ids = findings.map((finding) => (finding.kind === "misconfiguration" ? finding.id : finding.kind));
    assert.deepEqual([...new Set(ids)], [SAMPLE_CHECK]);
    await bench.open(OPTIONS);
    assert.equal(bundles(), asked);
  });
  assert.deepEqual(
    context.logs.filter((line) => line.startsWith("warn")),
    [],
  );
  assert.deepEqual((await readdir(cacheDir)).sort(), ["db", "policy", "results"]);
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

const HOUR_MS = 3_600_000;

/** What the fake Trivy does as the real one does: it notes when it looked, or says that it could not. */
const LOOKS = `
  fs.appendFileSync(path.join(__dirname, "looks"), ".");
  if (process.env.TRIVY_CHECKS_BUNDLE_REPOSITORY === "down") {
    console.error("ERROR falling back to embedded checks err=\\"failed to download: connection refused\\"");
  } else {
    const folder = path.join(option("--cache-dir"), "policy");
    fs.mkdirSync(folder, { recursive: true });
    const metadata = { Digest: "sha256:1", DownloadedAt: new Date().toISOString() };
    fs.writeFileSync(path.join(folder, "metadata.json"), JSON.stringify(metadata));
  }
`;

interface LooksBench {
  readonly store: Store;
  readonly logs: readonly string[];
  /** Refreshes the checks some hours later, and tells how often Trivy was started for it. */
  refresh(options: { hours: number; repository?: string; store?: Store | undefined }): Promise<number>;
}

async function withFakeLooks(work: (bench: LooksBench) => Promise<void>): Promise<void> {
  const { signal } = new AbortController();
  const { exec, stop } = createExec({ signal });
  try {
    await inTempFolder(async (folder) => {
      const { log, lines } = recordLog();
      const store = openStore({ folder: join(folder, "cache/results"), maxAgeMs: 1e12, maxBytes: 1e9, log });
      const cacheDir = join(folder, "cache");
      await mkdir(cacheDir);
      const count = async () => (await readFile(join(folder, "bin/looks"), "utf8").catch(() => "")).length;
      await work({
        store,
        logs: lines,
        async refresh({ hours, repository = "up", store: used = store }) {
          const before = await count();
          const env = { TRIVY_CHECKS_BUNDLE_REPOSITORY: repository };
          const program = await fakeProgram(LOOKS, { folder, exec, log, env });
          const now = () => new Date(Date.now() + hours * HOUR_MS);
          await refreshChecks({ program, cacheDir, signal, store: used, log, now });
          return (await count()) - before;
        },
      });
    });
  } finally {
    await stop();
  }
}

test("Trivy is asked for checks once a day, and at once for those of another repository", async () => {
  await withFakeLooks(async ({ refresh, logs }) => {
    assert.equal(await refresh({ hours: 0 }), 1);
    assert.equal(await refresh({ hours: 0 }), 0);
    assert.equal(await refresh({ hours: 23 }), 0);
    assert.equal(await refresh({ hours: 25 }), 1);
    assert.equal(await refresh({ hours: 0, repository: "other" }), 1);
    assert.deepEqual(logs, []);
  });
});

test("checks that cannot be downloaded are asked for once an hour; each run says so", async () => {
  await withFakeLooks(async ({ refresh, logs }) => {
    assert.equal(await refresh({ hours: 0, repository: "down" }), 1);
    assert.equal(await refresh({ hours: 0.9, repository: "down" }), 0);
    assert.equal(await refresh({ hours: 1.1, repository: "down" }), 1);
    assert.equal(logs.length, 3);
    for (const line of logs) assert.match(line, /^warn: .* cannot be downloaded: .*connection refused\. Going on with/);
  });
});

test.run();
