/** Many names of few images. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { startDemoRegistry } from "#demo/loopback.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import { runCli } from "#support/cli.ts";
import { writeCountingTrivy } from "#support/counting_trivy.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { ociIndex } from "#support/oci_index.ts";
import { idsOf, loadReport } from "#support/report.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const TAGS = 100;
const DIGESTS = 8;

testWith(
  test,
  ["trivy"],
  "a hundred tags of eight digests: eight scans, and a hundred elements, each with its own reference",
  async () => {
    const demo = await startDemoRegistry();
    const { registry } = demo;
    const images = Array.from({ length: DIGESTS }, (_, index) =>
      ociImage({ layers: [alpineLayer(), { "etc/number": String(index) }] }),
    );
    const references = Array.from({ length: TAGS }, (_, index) => {
      const [repository, tag] = [`team/app-${index % 5}`, `1.${index}`];
      const image = images[index % DIGESTS];
      if (image !== undefined) registry.add(repository, tag, image);
      return `${registry.host}/${repository}:${tag}`;
    });
    try {
      await inTempFolder(async (cwd) => {
        const { path: binary, listCalls } = await writeCountingTrivy(cwd);
        const config = {
          pipelines: { remote: { sources: ["image_list"], processors: ["digest", { trivy: { binary } }], jobs: 3 } },
          sinks: [{ grouped_json: { details: true } }, "stdout_filename"],
        };
        await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
        await writeFile(join(cwd, "input_images.txt"), `severity=1\n${references.join("\n")}\n`);
        const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, DOCKER_HOST: "unix:///nonexistent.sock" };
        const { code, stdout, stderr } = await runCli(["remote"], { cwd, env });
        assert.equal(code, 0, stderr);

        const calls = await listCalls();
        const scans = calls.filter((call) => call.startsWith("image ") && call.includes(" -- "));
        assert.equal(scans.length, DIGESTS, calls.join("\n"));
        const scanned = scans.map((call) => call.slice(call.indexOf("@sha256:") + 1));
        assert.deepEqual(new Set(scanned), new Set(images.map(({ manifest }) => manifest.digest)));

        const report = await loadReport(cwd, stdout);
        assert.deepEqual(report.map(({ image }) => image).sort(), [...references].sort());
        const found = report.map((element) => idsOf(element).join("\n"));
        assert.equal(new Set(found).size, 1);
        assert.notEqual(found[0], "");
        for (const element of report) {
          const [finding] = Object.values(
            (element["Alpine-package"] ?? {}) as Record<string, { target: string }[]>,
          ).flat();
          assert.ok(finding?.target.startsWith(`${element.image} (alpine`), finding?.target);
        }
        const shared = report.filter(({ scan_details }) => "scanned_as" in (scan_details as object));
        assert.equal(shared.length, TAGS - DIGESTS);
      });
    } finally {
      await demo.close();
    }
  },
);

testWith(
  test,
  ["trivy"],
  "an image for two platforms: each is scanned for what it is, under the same name",
  async () => {
    const demo = await startDemoRegistry();
    const { registry } = demo;
    const parts = [
      { image: ociImage({ layers: [alpineLayer()] }), platform: { os: "linux", architecture: "amd64" } },
      {
        image: ociImage({ layers: [debianLayer()], architecture: "arm64" }),
        platform: { os: "linux", architecture: "arm64" },
      },
    ];
    for (const { image, platform } of parts) registry.add("team/app", platform.architecture, image);
    registry.add("team/app", "1", ociIndex(parts));
    try {
      await inTempFolder(async (cwd) => {
        const binary = findEngine("trivy") ?? "";
        const sources = [{ image_list: { platforms: "all" } }];
        const config = {
          sources,
          processors: ["digest", { trivy: { binary } }],
          sinks: ["grouped_json", "stdout_filename"],
        };
        await writeFile(join(cwd, "scan.config.json"), JSON.stringify(config));
        await writeFile(join(cwd, "input_images.txt"), `severity=1\n${registry.host}/team/app:1\n`);
        const env = { TRIVY_DB_REPOSITORY: demo.dbRepository, DOCKER_HOST: "unix:///nonexistent.sock" };
        const { code, stdout, stderr } = await runCli([], { cwd, env });
        assert.equal(code, 0, stderr);
        const report = await loadReport(cwd, stdout);
        const seen = report.map((element) => [element.image, element.platform, Object.keys(element).at(-1)]);
        assert.deepEqual(seen.sort(), [
          [`${registry.host}/team/app:1`, "linux/amd64", "Alpine-package"],
          [`${registry.host}/team/app:1`, "linux/arm64", "Debian-package"],
        ]);
      });
    } finally {
      await demo.close();
    }
  },
);

test.run();
