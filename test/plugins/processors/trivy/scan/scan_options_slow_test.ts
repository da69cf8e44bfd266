import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { componentOf, type Finding, type Package, type ScanData } from "#core/model/mod.ts";
import { fakeTarget } from "#core/testing/mod.ts";
import { ociImage, packLayer } from "#demo/oci_image.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import { leakedKeyLayer } from "#demo/rootfs/leaked_key.ts";
import { type TrivyInput, trivy } from "#plugins/processors/trivy/mod.ts";
import { runPluginPreflight } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { everythingImage, packFiles } from "../support/config_samples.ts";
import { writeDb } from "../support/db_files.ts";
import { type RealBench, scanImage, testWithTrivy } from "../support/real_trivy.ts";

/** What the findings of a kind are about, each once. */
function pick(findings: readonly Finding[], kind: Finding["kind"]): string[] {
  const names = findings.flatMap((finding) => {
    if (finding.kind !== kind) return [];
    if (finding.kind === "vulnerability") return [finding.id];
    if (finding.kind === "license") return [`${finding.package?.name} ${finding.id} ${finding.severity}`];
    return [String(finding.raw?.Target)];
  });
  return [...new Set(names)].sort();
}

const OPTIONS: TrivyInput = {
  scanners: ["vuln", "secret", "misconfig", "license"],
  skipFiles: ["srv/Dockerfile"],
  skipDirs: ["opt/*"],
  offline: true,
};

/** Scans an image that has something of every kind. */
async function scanEverything(options: TrivyInput, bench: RealBench): Promise<readonly Finding[]> {
  const { folder, demo } = bench;
  await writeDb(join(folder, ".trivy_cache"));
  demo.registry.add("demo/everything", "1", await everythingImage());
  const hooks = await bench.open({ ...OPTIONS, ...options });
  const findings = await scanImage(`${demo.registry.host}/demo/everything:1`, { ...bench, hooks });
  await hooks.dispose?.();
  return findings;
}

for (const engine of ["trivy", "trivy-0.44", "trivy-0.40"] as const) {
  testWithTrivy(
    `${engine} finds all four kinds, and leaves out what it is told to`,
    async (bench) => {
      const findings = await scanEverything({}, bench);
      assert.deepEqual(pick(findings, "misconfiguration"), ["srv/pod.yaml"]);
      assert.ok(pick(findings, "license").includes("lodash MIT LOW"));
      assert.equal(pick(findings, "secret").length, 1);
      assert.ok(pick(findings, "vulnerability").includes("CVE-2021-23337"));
      const groups = new Set(findings.map(componentOf));
      assert.deepEqual([...groups].sort(), [
        "Alpine-package",
        "Kubernetes-misconfiguration",
        "License",
        "NodeJS-package",
        "Secret",
      ]);
    },
    engine,
  );
}

testWithTrivy("without apt's lists, a scan loses what lies among them and no package", async (bench) => {
  const { demo } = bench;
  const [key] = Object.values(leakedKeyLayer());
  const lists = packLayer(await packFiles({ "var/lib/apt/lists/settings.env": key ?? "" }));
  const image = ociImage({ layers: [debianLayer(), lists] });
  demo.registry.add("demo/lists", "1", image);
  const scan = async (options: TrivyInput) => {
    const hooks = await bench.open(options);
    return scanImage(`${demo.registry.host}/demo/lists:1`, { ...bench, hooks });
  };
  const all = await scan({});
  const without = await scan({ skipDirs: ["var/lib/apt/lists", "var/cache/apt"] });
  assert.equal(pick(all, "secret").length, 1);
  assert.equal(pick(without, "secret").length, 0);
  assert.ok(pick(without, "vulnerability").length > 3);
  assert.deepEqual(pick(without, "vulnerability"), pick(all, "vulnerability"));
});

testWithTrivy("any platform is taken where that is said, without a warning", async (bench) => {
  const vulnerabilities = pick(await scanEverything({ scanners: ["vuln"], platform: "any" }, bench), "vulnerability");
  assert.ok(vulnerabilities.length > 3, vulnerabilities.join());
  assert.deepEqual(
    bench.context.logs.filter((line) => line.startsWith("warn")),
    [],
  );
});

testWithTrivy(
  "a Trivy that cannot do what an option asks for is refused by the preflight",
  async ({ binary, context }) => {
    const plugin = trivy({ binary, imageSources: ["docker"] });
    const error = await catchScanError(() => runPluginPreflight(plugin, context.ctx));
    assert.equal(error.code, "TRIVY_OPTION");
    assert.match(error.message, /an older build, does not support these options: imageSources needs 0\.42$/);
  },
  "trivy-0.40",
);

for (const engine of ["trivy", "trivy-0.44"] as const) {
  testWithTrivy(
    `${engine} lists all packages where it is told to, those with findings among them`,
    async ({ folder, demo, ...bench }) => {
      await writeDb(join(folder, ".trivy_cache"));
      demo.registry.add("demo/everything", "1", await everythingImage());
      const hooks = await bench.open({ offline: true, packages: true });
      const target = fakeTarget({ image: `${demo.registry.host}/demo/everything:1`, minSeverity: "UNKNOWN" });
      const patch = await hooks.process({ target, data: {} }, bench.context.forTarget(target));
      await hooks.dispose?.();
      const { packages = [], findings = [], scans = [] } = (patch ?? {}) as Partial<ScanData>;
      const keyOf = (one: Package, path?: string) => [one.class, one.type, one.name, one.version, path].join(" ");
      const listed = new Set(packages.map((one) => keyOf(one, one.path)));
      const found = findings.flatMap((one) => {
        return one.kind === "vulnerability" ? [keyOf(one.package, one.location.path)] : [];
      });
      assert.ok(found.length > 0 && packages.length > new Set(found).size, `${found.length} of ${packages.length}`);
      assert.deepEqual(
        found.filter((key) => !listed.has(key)),
        [],
      );
      assert.deepEqual(
        scans.flatMap(({ caveats }) => caveats.map(({ code }) => code)).filter((code) => code === "PACKAGE_UNREADABLE"),
        [],
      );
    },
    [engine],
  );
}

test.run();
