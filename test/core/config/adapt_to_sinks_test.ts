import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/config/resolve.ts";
import type { ScanConfig } from "#core/config/scan_config.ts";
import { imageList, report, trivy } from "#plugins/mod.ts";
import type { TrivyInput } from "#plugins/processors/trivy/mod.ts";

async function listsPackages(sinks: ScanConfig["sinks"], options: TrivyInput = {}): Promise<unknown> {
  const config = { sources: [imageList()], processors: [trivy({ lookUp: false, ...options })], sinks };
  const { pipelines } = await resolveConfig(config);
  const [bound] = pipelines[0]?.processors ?? [];
  return (bound?.options as { readonly packages?: boolean } | undefined)?.packages;
}

test("a scanner lists packages where a sink wants them, and nowhere else", async () => {
  assert.equal(await listsPackages([report({ cyclonedx: true })]), true);
  assert.equal(await listsPackages([report({ csv: true })]), undefined);
  assert.equal(await listsPackages([]), undefined);
});

test("what the config says of packages stays; a scanner that looks at none lists none", async () => {
  assert.equal(await listsPackages([report({ cyclonedx: true })], { packages: false }), false);
  assert.equal(await listsPackages([], { packages: true }), true);
  assert.equal(await listsPackages([report({ cyclonedx: true })], { scanners: ["secret"] }), undefined);
});

test.run();
