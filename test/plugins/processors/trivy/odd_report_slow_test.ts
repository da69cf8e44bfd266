import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { isCached } from "#core/kit.ts";
import type { ScanData, Target } from "#core/model/mod.ts";
import { testContext } from "#core/testing/mod.ts";
import { startDemoRegistry } from "#demo/loopback.ts";
import { trivy } from "#plugins/processors/trivy/mod.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "./support/db_files.ts";
import { fakeTrivy } from "./support/fake_trivy.ts";

/** A Trivy that reports as no real one does: with one finding that is sound and one that has no id. */
const BODY = `
if (args[0] !== "image") process.exit(0);
const Vulnerabilities = [{ VulnerabilityID: "CVE-1", Severity: "HIGH" }, { Severity: "CRITICAL", PkgName: "zlib" }];
const Metadata = { ImageID: "sha256:1", RepoDigests: [args.at(-1)], ImageConfig: { os: "linux", architecture: "amd64" } };
const report = { SchemaVersion: 2, ArtifactName: args.at(-1), ArtifactType: "container_image", Metadata, Results: [{ Target: "x", Class: "os-pkgs", Type: "debian", Vulnerabilities }] };
console.log(JSON.stringify(report));
`;

/** Works in a folder, with an image that a registry has. */
async function inDemo(work: (folder: string, image: string) => Promise<void>): Promise<void> {
  const demo = await startDemoRegistry();
  try {
    await inTempFolder((folder) => work(folder, demo.references[0] ?? ""));
  } finally {
    await demo.close();
  }
}

async function loadDigest(image: string): Promise<string> {
  const [, host, path, tag] = /^([^/]+)\/(.+):(.+)$/.exec(image) ?? [];
  const { headers } = await fetch(`http://${host}/v2/${path}/manifests/${tag}`, { method: "HEAD" });
  return headers.get("docker-content-digest") ?? assert.fail("no digest");
}

test("a finding that cannot be read as a whole is kept and makes a caveat, also of a result that is used again", () =>
  inDemo(async (folder, tagged) => {
    const digest = await loadDigest(tagged);
    const image = `${tagged.slice(0, tagged.lastIndexOf(":"))}@${digest}`;
    await writeDb(join(folder, ".trivy_cache"));
    const binary = await fakeTrivy({ folder: join(folder, "bin"), body: BODY });
    const target: Target = { id: image, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "test" } };
    const patches: Partial<ScanData>[] = [];
    for (const name of ["first run", "second run"]) {
      const context = testContext({ cwd: folder });
      const hooks = await openPlugin(trivy({ binary, offline: true, parallel: "isolated" }), context.ctx);
      try {
        const record = { target, data: { image: { reference: image, digest, source: "registry" } } };
        for (const scan of ["scanned", "shared"]) {
          const patch = await hooks.process(record, context.forTarget(target));
          assert.ok(patch !== undefined && !("skip" in patch), `${name}, ${scan}`);
          patches.push(patch);
        }
      } finally {
        await hooks.dispose?.();
        await context.close();
      }
    }
    assert.deepEqual(
      patches.map((patch) => [isCached(patch), patch.scans?.[0]?.attempts]),
      [
        [false, 1],
        [false, 1],
        [true, 1],
        [true, 1],
      ],
    );
    for (const { findings = [], scans } of patches) {
      assert.deepEqual(
        findings.map(
          (finding) => finding.kind === "vulnerability" && [finding.id, finding.severity, finding.package.name],
        ),
        [
          ["CVE-1", "HIGH", ""],
          ["UNKNOWN", "CRITICAL", "zlib"],
        ],
      );
      assert.deepEqual(
        scans?.[0]?.caveats.filter(({ code }) => code === "FINDING_UNREADABLE"),
        [
          {
            code: "FINDING_UNREADABLE",
            message: "Trivy's report is not as expected in one place, Results[0].Vulnerabilities[1]: it has no id",
          },
        ],
      );
    }
  }));

/** What a Trivy could report instead: about another image, another manifest, or no image at all. */
const OTHERS = {
  "another image": { ArtifactName: "docker.io/library/other:1" },
  "another manifest": { Metadata: { RepoDigests: [`demo/app@sha256:${"1".repeat(64)}`] } },
  "a folder": { ArtifactType: "filesystem" },
} as const;

for (const [what, instead] of Object.entries(OTHERS)) {
  test(`a report about ${what} is no result: the target fails, and nothing of it is kept`, () =>
    inDemo(async (folder, tagged) => {
      await writeDb(join(folder, ".trivy_cache"));
      const digest = await loadDigest(tagged);
      const image = `${tagged.slice(0, tagged.lastIndexOf(":"))}@${digest}`;
      const body = BODY.replace("console.log(", `Object.assign(report, ${JSON.stringify(instead)});\nconsole.log(`);
      const binary = await fakeTrivy({ folder: join(folder, "bin"), body });
      const target: Target = { id: image, kind: "image", image, minSeverity: "UNKNOWN", origin: { from: "test" } };
      const context = testContext({ cwd: folder });
      const hooks = await openPlugin(trivy({ binary, offline: true, parallel: "isolated", retries: 0 }), context.ctx);
      try {
        for (const time of ["first", "again"]) {
          const error = await catchScanError(() =>
            hooks.process(
              { target, data: { image: { reference: image, digest, source: "registry" } } },
              context.forTarget(target),
            ),
          );
          assert.equal(error.code, "TRIVY_REPORT_INVALID", `${time}: ${error.message}`);
          assert.match(error.message, /\(it is one of /);
        }
      } finally {
        await hooks.dispose?.();
        await context.close();
      }
    }));
}

test.run();
