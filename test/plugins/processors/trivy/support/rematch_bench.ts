import assert from "node:assert/strict";
import { join } from "node:path";
import type { Finding, ScanData, Target } from "#core/model/mod.ts";
import type { ProcessorHooks } from "#core/plugin/mod.ts";
import type { Advisory } from "#demo/advisories/mod.ts";
import type { OciContent } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import { leakedKeyLayer } from "#demo/rootfs/leaked_key.ts";
import { nodeAppLayer } from "#demo/rootfs/node_app.ts";
import { sampleVulnerabilityDb } from "#demo/sample_db.ts";
import { type TrivyInput, trivy } from "#plugins/processors/trivy/mod.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { configSecretImage } from "./config_samples.ts";
import { writeDb } from "./db_files.ts";
import type { RealBench } from "./real_trivy.ts";

/** Images of mixed kinds; what has no packages is never matched again. */
export const KNOWN_IMAGES: Readonly<Record<string, OciContent>> = {
  first: ociImage({ layers: [alpineLayer(), { "etc/first": "1" }] }),
  debian: ociImage({ layers: [debianLayer(), nodeAppLayer()] }),
  alpine: ociImage({ layers: [alpineLayer(), leakedKeyLayer()] }),
  "no-system": ociImage({ layers: [nodeAppLayer()] }),
  "end-of-life": ociImage({
    layers: [
      { ...alpineLayer(), "etc/alpine-release": "3.10.1\n", "etc/os-release": "ID=alpine\nVERSION_ID=3.10.1\n" },
    ],
  }),
  "no-packages": configSecretImage(),
};

/** What a newer database knows besides. */
export const NEWS: Advisory = {
  id: "CVE-2099-0003",
  title: "musl: a title",
  description: "A description.",
  severity: "CRITICAL",
  affects: [{ source: "alpine319", package: "musl", fixed: "1.2.6" }],
};

/** Puts a database in place, older or newer. */
export async function putDb({ folder }: Pick<RealBench, "folder">, extra: readonly Advisory[] = []): Promise<void> {
  const updatedAt = new Date(Date.now() - (extra.length === 0 ? 3_600_000 : 0));
  const { trivyDb } = sampleVulnerabilityDb({ updatedAt, extra });
  await writeDb(join(folder, ".trivy_cache"), { content: trivyDb, ageHours: extra.length === 0 ? 1 : 0 });
}

/** Scans all images, or some, in a run of their own, one after the other. */
export async function runOnce(
  bench: RealBench,
  options: TrivyInput = {},
  names: readonly string[] = Object.keys(KNOWN_IMAGES),
): Promise<Record<string, Partial<ScanData>>> {
  const hooks = await openPlugin(trivy({ binary: bench.binary, offline: true, ...options }), bench.context.ctx);
  try {
    const found: Record<string, Partial<ScanData>> = {};
    for (const name of names) found[name] = await scanKnown(bench, hooks, name);
    return found;
  } finally {
    await hooks.dispose?.();
  }
}

async function scanKnown(bench: RealBench, hooks: ProcessorHooks, name: string): Promise<Partial<ScanData>> {
  const { demo, context } = bench;
  const content = KNOWN_IMAGES[name];
  assert.ok(content !== undefined);
  const { digest } = content.manifest;
  const repository = `${demo.registry.host}/t/${name}`;
  const image = `${repository}:1`;
  const target: Target = { id: image, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "test" } };
  const data = { image: { reference: `${repository}@${digest}`, digest, source: "registry" } };
  const patch = await hooks.process({ target, data }, context.forTarget(target));
  assert.ok(patch !== undefined && "findings" in patch);
  return patch;
}

/** Adds all images to the registry. */
export function addImages({ demo }: Pick<RealBench, "demo">): void {
  for (const [name, content] of Object.entries(KNOWN_IMAGES)) demo.registry.add(`t/${name}`, "1", content);
}

/** How each image was looked at. */
export function originsOf(
  found: Readonly<Record<string, Partial<ScanData>>>,
): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(found).map(([name, { scans }]) => [name, scans?.[0]?.origin]));
}

/** What was found, without when and how. */
export function resultsOf(found: Readonly<Record<string, Partial<ScanData>>>) {
  return Object.fromEntries(
    Object.entries(found).map(([name, { findings = [], image, scans = [] }]) => {
      const caveats = scans.map(({ caveats: own, database }) => ({ own, database }));
      return [name, { findings: sort(findings), image, caveats }];
    }),
  );
}

function sort(findings: readonly Finding[]): readonly string[] {
  return findings.map((finding) => JSON.stringify(finding)).sort();
}
