import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "uvu";
import { SEVERITIES, type Severity } from "#core/mod.ts";
import type { OciContent } from "#demo/oci_content.ts";
import { ociImage } from "#demo/oci_image.ts";
import { alpineLayer } from "#demo/rootfs/alpine.ts";
import { debianLayer } from "#demo/rootfs/debian.ts";
import { leakedKeyLayer } from "#demo/rootfs/leaked_key.ts";
import { nodeAppLayer } from "#demo/rootfs/node_app.ts";
import { computeCanary } from "#plugins/processors/trivy/replay/canary.ts";
import { toResults } from "#plugins/processors/trivy/replay/to_results.ts";
import { readScanAnswer } from "#plugins/processors/trivy/replay/wire/scan_answer.ts";
import { toFindings } from "#plugins/processors/trivy/report/to_findings.ts";
import { toPackages } from "#plugins/processors/trivy/report/to_packages.ts";
import { configSecretImage, everythingImage } from "../support/config_samples.ts";
import { writeDb } from "../support/db_files.ts";
import { decode } from "../support/proto_codec.ts";
import { testWithTrivy } from "../support/real_trivy.ts";
import { type Exchange, startTappedServer } from "../support/tapped_server.ts";
import { SCAN_ANSWER, SCAN_REQUEST } from "../support/trivy_messages.ts";

const OLD_RELEASE = { "etc/alpine-release": "3.10.1\n", "etc/os-release": "ID=alpine\nVERSION_ID=3.10.1\n" };

/** An image, how many findings of each kind it has, and whether there are packages to know it by. */
const IMAGES: Readonly<
  Record<string, { content: OciContent | Promise<OciContent>; vulnerable: boolean; secret: boolean; canary: boolean }>
> = {
  debian: {
    content: ociImage({ layers: [debianLayer(), nodeAppLayer()] }),
    ...{ vulnerable: true, secret: false, canary: true },
  },
  everything: { content: everythingImage(), vulnerable: true, secret: true, canary: true },
  "secret-in-config": { content: configSecretImage(), vulnerable: false, secret: true, canary: false },
  "end-of-life": {
    content: ociImage({ layers: [{ ...alpineLayer(), ...OLD_RELEASE }, leakedKeyLayer()] }),
    ...{ vulnerable: false, secret: true, canary: true },
  },
  "no-system": { content: ociImage({ layers: [nodeAppLayer()] }), vulnerable: true, secret: false, canary: true },
  "no-packages": {
    content: ociImage({ layers: [{ "hello.txt": "Hello" }] }),
    ...{ vulnerable: false, secret: false, canary: false },
  },
};

/** The same as hullscan makes of the client's own report. */
function assertEqual({ answer, report }: Exchange, severities: readonly Severity[], ignoreUnfixed = false): void {
  const read = readScanAnswer(answer);
  const Results = toResults(read, { severities, ignoreUnfixed, packages: true });
  const made = toFindings({ ...report, Results });
  const expected = toFindings(report);
  assert.equal(JSON.stringify(made), JSON.stringify(expected));
  assert.deepEqual(made, expected);
  if (report.Results.some(({ Packages }) => Packages.length > 0)) {
    assert.deepEqual(toPackages({ Results }), toPackages(report));
  }
  const { Family: family = "", Name: name = "", EOSL = false } = report.Metadata?.OS ?? {};
  const system = read.os?.family === "none" ? { family: "", name: "", isEndOfLife: false } : read.os;
  assert.deepEqual(system ?? { family: "", name: "", isEndOfLife: false }, { family, name, isEndOfLife: EOSL });
}

testWithTrivy(
  "the answer of a real server becomes the findings of its client's report, field by field",
  async (bench) => {
    const cacheDir = join(bench.folder, "cache");
    await writeDb(cacheDir);
    const server = await startTappedServer(bench.binary, cacheDir);
    try {
      for (const [name, { content, vulnerable, secret, canary }] of Object.entries(IMAGES)) {
        bench.demo.registry.add(`t/${name}`, "1", await content);
        const exchange = await server.scan(`${bench.demo.registry.host}/t/${name}:1`, ["--list-all-pkgs"]);
        // Throws where it has a field that nobody has described.
        decode(SCAN_ANSWER, exchange.answer);
        decode(SCAN_REQUEST, exchange.request);
        assertEqual(exchange, SEVERITIES);
        const kinds = new Set(toFindings(exchange.report).map(({ kind }) => kind));
        assert.deepEqual([kinds.has("vulnerability"), kinds.has("secret")], [vulnerable, secret], name);
        assert.equal(computeCanary(readScanAnswer(exchange.answer)) !== undefined, canary, name);
      }
    } finally {
      await server.stop();
    }
  },
);

testWithTrivy("what a client leaves out by severity, or without a fix, is left out", async (bench) => {
  const cacheDir = join(bench.folder, "cache");
  await writeDb(cacheDir);
  bench.demo.registry.add("t/everything", "1", ociImage({ layers: [debianLayer(), nodeAppLayer(), leakedKeyLayer()] }));
  const image = `${bench.demo.registry.host}/t/everything:1`;
  const server = await startTappedServer(bench.binary, cacheDir);
  try {
    const all = await server.scan(image);
    const worst = await server.scan(image, ["--severity", "HIGH,CRITICAL"]);
    const fixed = await server.scan(image, ["--severity", "MEDIUM,HIGH", "--ignore-unfixed"]);
    assertEqual(worst, ["HIGH", "CRITICAL"]);
    assertEqual(fixed, ["MEDIUM", "HIGH"], true);
    const counts = [all, worst, fixed].map(({ report }) => toFindings(report).length);
    assert.ok(new Set(counts).size === 3 && !counts.includes(0), `nothing was left out: ${counts}`);
    // A server is not told: it answers the same, in another order.
    const whole = (exchange: Exchange) =>
      toResults(readScanAnswer(exchange.answer), { severities: SEVERITIES, ignoreUnfixed: false });
    assert.deepEqual(whole(worst), whole(all));
  } finally {
    await server.stop();
  }
});

test.run();
