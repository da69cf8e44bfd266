/** DTR says what needs a scan, and Trivy scans it: `dtrNamespaces -> dtrRescan({ action: "select" }) -> trivy`. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DtrContents, NEVER_SCANNED, type ScanSpec, startDtr } from "#demo/dtr/mod.ts";
import { startDemoRegistry } from "#demo/loopback.ts";
import { sampleImages } from "#demo/sample_images.ts";
import { runCli } from "#support/cli.ts";
import { testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** What DTR knows of the sample images, in their order: the first and the last need a scan. */
const SCANS: readonly ScanSpec[] = [NEVER_SCANNED, {}, { status: 5 }, { shouldRescan: true }];

function toContents(): DtrContents {
  const repositories = sampleImages().map(({ repository, tag, image }, index) => {
    const scan = SCANS[index] ?? {};
    return [repository.replace("demo/", ""), { tags: { [tag]: [{ digest: image.manifest.digest, scan }] } }] as const;
  });
  return { demo: Object.fromEntries(repositories) };
}

testWith(test, ["trivy"], "Trivy scans exactly the tags that DTR's state asks for, by their digests", async () => {
  const [dtr, demo] = await Promise.all([startDtr({ contents: toContents() }), startDemoRegistry()]);
  try {
    await inTempFolder(async (cwd) => {
      const options = JSON.stringify({
        url: dtr.url,
        namespaces: ["demo"],
        registry: demo.registry.host,
        severityLevel: 1,
        action: "select",
        trivy: { dbRepository: demo.dbRepository },
      });
      const lines = [
        'import { dtr } from "hullscan/configs";',
        'import { groupedJson, stdoutFilename } from "hullscan/plugins";',
        `export default { pipelines: { dtr: dtr(${options}) }, sinks: [groupedJson(), stdoutFilename()] };`,
      ];
      await writeFile(join(cwd, "scan.config.ts"), lines.join("\n"));
      const env = { DTR_USER: dtr.login.user, DTR_TOKEN: dtr.login.token };
      const { code, stdout, stderr } = await runCli(["dtr"], { cwd, env });
      assert.equal(code, 0, stderr);
      const report = await loadReport(cwd, stdout);
      const [first, , , last] = demo.references;
      assert.deepEqual(report.map(({ image }) => image).sort(), [...demo.references].sort());
      const scanned = report.filter((element) => "severity_level" in element);
      assert.deepEqual(scanned.map(({ image }) => image).sort(), [first, last].sort());
      for (const element of scanned) {
        assert.ok(idsOf(element).length > 0, element.image);
        assert.equal((element.dtr as { decision: string }).decision, "scan");
        assert.equal(element.scan_type, "dtr");
      }
      assert.ok(report.filter((element) => !scanned.includes(element)).every(({ skipped }) => skipped !== undefined));
      const asked = demo.registry.requests.map(({ path }) => path).filter((path) => path.startsWith("/v2/demo/"));
      const repositories = new Set(asked.map((path) => path.split("/")[3]));
      assert.deepEqual([...repositories].sort(), ["debian-app", "leaky-app"]);
      assert.ok(asked.some((path) => /manifests\/sha256:/.test(path)) && !asked.some((path) => path.endsWith("/1.0")));
      assert.ok(dtr.requests.every(({ method }) => method === "GET"));
    });
  } finally {
    await demo.close();
    await dtr.close();
  }
});

test.run();
