import assert from "node:assert/strict";
import { test } from "uvu";
import { checkPlatform, checkReport } from "#plugins/processors/trivy/report/check_report.ts";
import { parseReport } from "#plugins/processors/trivy/report/parse_report.ts";
import { catchScanError } from "#support/scan_error.ts";

const digest = `sha256:${"a".repeat(64)}`;
const other = `sha256:${"b".repeat(64)}`;

interface Report {
  readonly name?: string;
  readonly type?: string;
  readonly digests?: readonly string[];
  readonly config?: object;
}

function report({ name = "app:1", type = "container_image", digests, config }: Report) {
  const Metadata = { RepoDigests: digests, ImageConfig: config };
  return parseReport(JSON.stringify({ SchemaVersion: 2, ArtifactName: name, ArtifactType: type, Metadata }));
}

test("a report about something else is none", async () => {
  const image = `example.com/app@${digest}`;
  for (const [wanted, wrong] of [
    ["app:1", { name: "app:2" }],
    ["app:1", { name: "example.com/app:1" }],
    ["app:1", { type: "filesystem" }],
    ["app:1", { type: "cyclonedx" }],
    [image, { name: `example.com/app@${other}` }],
    [image, { name: image, digests: [`example.com/app@${other}`] }],
    [image, { name: `other.example.com/app@${digest}`, digests: [`other.example.com/app@${digest}`] }],
  ] as const) {
    const error = await catchScanError(() => void checkReport(report(wrong), { image: wanted }));
    assert.equal(error.code, "TRIVY_REPORT_INVALID");
    assert.match(error.message, /\(it is one of /);
  }
});

test("a report without an image's config is none, where the registry has shown no manifest", async () => {
  const named = { os: "linux", architecture: "amd64" };
  // As Trivy reports the config of a signature or of a chart.
  const none = report({ config: { os: "", architecture: "", created: "0001-01-01T00:00:00Z" } });
  const error = await catchScanError(() => void checkReport(none, { image: "app:1" }));
  assert.equal(error.code, "NOT_AN_IMAGE");
  assert.match(error.message, /no image's config/);
  const inspected = { platform: "linux/amd64" };
  assert.doesNotThrow(() => checkReport(none, { image: "app:1", inspected }));
  assert.doesNotThrow(() => checkReport(report({ config: named }), { image: "app:1" }));
  assert.doesNotThrow(() => checkReport(report({}), { image: "app:1" }));
});

test("a report about the image by another word for it is taken", () => {
  const pinned = `example.com/app@${digest}`;
  for (const [image, fine] of [
    ["app:1", { digests: [] }],
    ["app:1", { type: "" }],
    ["app", { name: "docker.io/library/app:latest" }],
    [`example.com/app:1@${digest}`, { name: pinned, digests: [pinned] }],
    [pinned, { name: pinned, digests: [`mirror.example.com/app@${other}`, pinned] }],
    ["Not A Reference", { name: "Not A Reference" }],
  ] as const) {
    checkReport(report(fine), { image });
  }
});

for (const [wanted, there, isIt] of [
  ["linux/arm64", { architecture: "arm64", variant: "v8" }, true],
  ["linux/arm64/v8", { architecture: "arm64" }, true],
  ["linux/arm/v7", { architecture: "arm" }, true],
  ["linux/arm/v6", { architecture: "arm", variant: "v7" }, false],
  ["linux/arm/v7", { architecture: "arm", variant: "7" }, true],
  ["linux/arm", { architecture: "arm", variant: "v6" }, true],
  ["linux/amd64", { architecture: "x86_64" }, true],
  ["linux/amd64", { architecture: "arm64" }, false],
  ["linux/arm64", { architecture: "arm", variant: "v8" }, false],
  ["linux/amd64", { architecture: "amd64", os: "windows" }, false],
  ["windows/amd64:10.0.20348.1", { architecture: "amd64", os: "windows", "os.version": "10.0.20348.2113" }, true],
  ["windows/amd64:10.0.20348.1", { architecture: "amd64", os: "windows" }, true],
  ["windows/amd64:10.0.20348.1", { architecture: "amd64", os: "windows", "os.version": "10.0.17763.1" }, false],
  ["any", { architecture: "riscv64" }, true],
] as const) {
  test(`where ${wanted} is wanted, ${JSON.stringify(there)} is ${isIt ? "it" : "another"}`, async () => {
    const about = report({ config: { os: "linux", ...there } });
    const check = () => checkReport(about, { image: "app:1", platform: wanted, inspected: {} });
    if (isIt) assert.equal(check()?.architecture, there.architecture);
    else assert.equal((await catchScanError(() => void check())).code, "PLATFORM_NOT_FOUND");
  });
}

test("the index names the platform where nobody asks for one, and the variant that the config leaves out", async () => {
  const arm = report({ config: { os: "linux", architecture: "arm" } });
  const inspected = { platform: "linux/arm/v6" };
  assert.equal(checkReport(arm, { image: "app:1", platform: "linux/arm/v6", inspected })?.variant, "v6");
  const error = await catchScanError(
    () => void checkReport(arm, { image: "app:1", inspected: { platform: "linux/amd64" } }),
  );
  assert.match(error.message, /requested was linux\/amd64, scanned was linux\/arm\)/);
});

test("a result that is used again is checked by the platform that it has, if it has one", async () => {
  const facts = { reference: "a", source: "registry" };
  const result = { image: { ...facts, platform: "linux/arm/v6" } };
  for (const platform of [undefined, "any", "linux/arm", "linux/arm/v6"])
    checkPlatform(result, { image: "a", platform });
  checkPlatform({ image: facts }, { image: "a", platform: "linux/amd64" });
  const error = await catchScanError(() => checkPlatform(result, { image: "a", platform: "linux/arm/v7" }));
  assert.equal(error.code, "PLATFORM_NOT_FOUND");
});

test.run();
