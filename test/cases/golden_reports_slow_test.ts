import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { test } from "uvu";
import type { ProcessorPlugin } from "#core/mod.ts";
import { defineConfig, defineProcessor, skip, type Target } from "#core/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { startDemoRegistry } from "#demo/loopback.ts";
import { ociImage } from "#demo/oci_image.ts";
import { groupedJson, trivy } from "#plugins/mod.ts";
import { makePackage } from "#support/outcomes.ts";
import { image, runToEnd, sourceOf } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { writeDb } from "../plugins/processors/trivy/support/db_files.ts";
import { fakeTrivy } from "../plugins/processors/trivy/support/fake_trivy.ts";

const FIXTURES = join(import.meta.dirname, "..", "fixtures");
const VERSIONS = ["0.40.0", "0.44.1", "0.68.2"] as const;

type Element = Readonly<Record<string, unknown>>;

/** Prints what a real Trivy of this version said of the image, under the name that the image has now. */
const toBody = (version: string) => `
if (args[0] !== "image") process.exit(0);
const [, host, name] = /^([^/]+)\\/demo\\/([a-z]+)/.exec(args.at(-1));
const file = ${JSON.stringify(join(FIXTURES, "trivy_reports", `${version}_`))} + name + ".json";
const text = fs.readFileSync(file, "utf8");
console.log(text.replaceAll("REGISTRY/demo/" + name + ":1", args.at(-1)).replaceAll("REGISTRY", host));
`;

/** What becomes of a target besides a scan. */
const endings = defineProcessor({
  name: "endings",
  provides: ["image", "dtr"],
  setup: () => ({
    process({ target: { id, dockerfile } }) {
      if (id === "broken") throw new Error("It broke on the way");
      if (id === "current") return skip("up to date");
      if (dockerfile === undefined) return undefined;
      return { image: { reference: dockerfile.replace("/Dockerfile", ":1"), source: "registry" } };
    },
  }),
});

/** The review of a tag of a DTR. */
const REVIEW = {
  ...{ namespace: "dev", repository: "app", tag: "1", digest: "sha256:1", os: "linux", architecture: "amd64" },
  ...{ lastScanStatus: 6, checkCompletedAt: "2024-01-02T03:04:05Z", shouldRescan: false, ageDays: 3 },
  ...{ decision: "scan" as const, reason: "outdated", requested: true },
} as const;

const review = defineProcessor({
  name: "review",
  provides: ["dtr"],
  setup: () => ({
    process: ({ target: { id } }) =>
      id === "late" ? skip("not needed", { dtr: REVIEW }) : { dtr: REVIEW, note: "asked" },
  }),
});

const FAILURE = {
  ...{ code: "DOCKERFILE_NOT_FOUND", message: 'There is no Dockerfile "gone/Dockerfile"', hint: "Check the list" },
  ...{ plugin: "given", stage: "targets", retryable: false, fatal: false, usage: false },
};

function listTargets(host: string): readonly Target[] {
  const dockerfile = (path: string, more: Partial<Target> = {}): Target => {
    const { image: _, ...target } = image("", { id: path, kind: "dockerfile", dockerfile: path, ...more });
    return target;
  };
  return [
    image(`${host}/demo/everything:1`, { minSeverity: "UNKNOWN" }),
    image(`${host}/demo/everything:1`, { id: "again", minSeverity: "HIGH" }),
    image(`${host}/demo/debian:1`, { minSeverity: "MEDIUM", platform: "linux/amd64" }),
    image("broken:1", { id: "broken" }),
    image("current:1", { id: "current", platform: "linux/arm64" }),
    dockerfile("gone/Dockerfile", { settled: { status: "failed", error: FAILURE } }),
    dockerfile(`${host}/demo/debian/Dockerfile`, { minSeverity: "LOW" }),
  ];
}

/** Makes the reports of one run with a Trivy of this version: the plain one, with details, and with the former names. */
async function makeReports(
  version: string,
  cwd: string,
  more: readonly ProcessorPlugin[] = [],
): Promise<readonly (readonly Element[])[]> {
  const demo = await startDemoRegistry();
  const { host } = demo.registry;
  try {
    for (const name of ["everything", "debian"]) {
      demo.registry.add(`demo/${name}`, "1", ociImage({ layers: [{ [name]: name }] }));
    }
    await writeDb(join(cwd, ".trivy_cache"));
    const binary = await fakeTrivy({ folder: join(cwd, "bin"), version, body: toBody(version) });
    const tags = ["early", "late"].map((id) => image(`${host}/dev/app:${id}`, { id, kind: "dtr-tag" }));
    const scanner = trivy({ binary, offline: true, parallel: "isolated", lookUp: false, cache: false });
    const config = defineConfig({
      pipelines: {
        remote: { sources: [sourceOf(() => listTargets(host))], processors: [endings(), scanner, ...more], jobs: 1 },
        dtr: { sources: [sourceOf(() => tags)], processors: [review()], jobs: 1, scanless: true },
      },
      sinks: [
        groupedJson({ file: "0.json", order: "list" }),
        groupedJson({ file: "1.json", details: true, order: "list" }),
        groupedJson({ file: "2.json", groups: "trivy-scanner", order: "list" }),
      ],
    });
    const { error } = await runToEnd(config, { cwd, outputDir: cwd });
    assert.equal(error, undefined);
    const texts = await Promise.all([0, 1, 2].map((number) => readFile(join(cwd, `${number}.json`), "utf8")));
    return texts.map((text) => JSON.parse(withoutChance(text, host)));
  } finally {
    await demo.close();
  }
}

/** Puts something that stays in place of times and of the registry's port. */
function withoutChance(text: string, host: string): string {
  return text
    .replaceAll(host, "REGISTRY")
    .replace(/("(?:scan_timestamp|started_at|db_updated_at)": ")[^"]*/g, "$1TIME")
    .replace(/("duration_ms": )\d+/g, "$10");
}

/** As text: the order of keys counts, too. */
async function assertGolden(name: string, value: unknown): Promise<void> {
  const path = join(FIXTURES, "golden_reports", name);
  const text = `${JSON.stringify(value, null, 1)}\n`;
  if (process.env.UPDATE_GOLDEN) await writeFile(path, text);
  assert.equal(text, await readFile(path, "utf8"));
}

/** The groups of an element, with how many findings of each severity they have. */
function countGroups(element: Element): Element {
  const groups = Object.entries(element).filter(([, value]) => typeof value === "object" && !Array.isArray(value));
  return Object.fromEntries(
    groups.map(([name, group]) => [
      name,
      Object.fromEntries(Object.entries(group ?? {}).map(([severity, list]) => [severity, list?.length])),
    ]),
  );
}

function withoutDetails(element: Element): Element {
  return JSON.parse(JSON.stringify(element, (key, value) => (key === "details" ? undefined : value)));
}

/** All findings of an element, as they stand in the report. */
function listFindings(element: Element): readonly Element[] {
  const groups = Object.entries(element).filter(([key]) =>
    /-(?:package|misconfiguration)$|^(?:Secret|License)$/.test(key),
  );
  return groups.flatMap(([, group]) => Object.values(group as Readonly<Record<string, Element[]>>).flat());
}

for (const version of VERSIONS) {
  test(`the reports of Trivy ${version} stay field for field`, () =>
    inTempFolder(async (cwd) => {
      const [plain = [], detailed = [], former = []] = await makeReports(version, cwd);
      await assertGolden(`${version}.json`, plain);
      await assertGolden(
        `${version}_details.json`,
        detailed.map(({ scan_details: details }) => {
          const { os: _os, end_of_life: _end, image_id: _id, ...known } = details as Element;
          return known;
        }),
      );
      assert.deepEqual(
        detailed.map(({ scan_details: _, ...element }) => withoutDetails(element)),
        plain,
      );
      await assertGolden(`${version}_former_groups.json`, former.map(countGroups));
    }));
}

test("with details, a finding has all that Trivy says of it, and the element what it says of the image", () =>
  inTempFolder(async (cwd) => {
    const [, detailed = []] = await makeReports("0.68.2", cwd);
    const [element = {}] = detailed;
    const details = element.scan_details as Element;
    assert.deepEqual([details.os, details.end_of_life], ["alpine 3.19.0", true]);
    assert.match(String(details.image_id), /^sha256:[0-9a-f]{64}$/);
    const found = listFindings(element).find(({ vuln_id: id }) => id === "CVE-2024-43796")?.details as Element;
    const { fingerprint, layer, ...facts } = found;
    assert.match(String(fingerprint), /^[0-9a-f]{32}$/);
    assert.match(JSON.stringify(layer), /^\{"digest":"sha256:[0-9a-f]{64}","diff_id":"sha256:[0-9a-f]{64}"\}$/);
    assert.deepEqual(facts, {
      scanner: "trivy",
      purl: "pkg:npm/express@4.17.1",
      path: "app/node_modules/express/package.json",
      status: "fixed",
      fix_versions: ["4.20.0"],
    });
  }));

test("fingerprints are the same whichever Trivy has found it", () =>
  inTempFolder(async (cwd) => {
    const ids: string[] = [];
    for (const version of ["0.40.0", "0.68.2"]) {
      const [, detailed = []] = await makeReports(version, join(cwd, version));
      const vulnerabilities = detailed.flatMap(listFindings).filter(({ vuln_id: id }) => id !== undefined);
      ids.push(vulnerabilities.map(({ details }) => (details as Element).fingerprint).join());
    }
    assert.equal(ids[0], ids[1]);
  }));

test("what another processor finds beside Trivy is in the report, each with its scanner", () =>
  inTempFolder(async (cwd) => {
    const own = defineProcessor({
      name: "own",
      provides: ["findings"],
      setup: () => ({
        process: () => ({ findings: [fakeFinding({ id: "OWN-1", package: makePackage({ name: "left-pad" }) })] }),
      }),
    });
    const [plain = [], detailed = []] = await makeReports("0.68.2", cwd, [own()]);
    const scanners = listFindings(detailed[0] ?? {}).map(({ details }) => (details as Element).scanner);
    assert.deepEqual([...new Set(scanners)].sort(), ["own", "trivy"]);
    assert.equal(scanners.filter((scanner) => scanner === "own").length, 1);
    assert.ok(listFindings(plain[0] ?? {}).some(({ vuln_id: id }) => id === "OWN-1"));
  }));

test.run();
