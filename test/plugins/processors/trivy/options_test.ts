import assert from "node:assert/strict";
import { test } from "uvu";
import { type TrivyInput, trivyOptions } from "#plugins/processors/trivy/options.ts";

test("the options have defaults that suit a first run", () => {
  assert.deepEqual(trivyOptions.parse({}), {
    cache: true,
    cacheDir: ".trivy_cache",
    cacheMaxBytes: 1_073_741_824,
    cacheMaxDays: 30,
    timeout: "10m",
    offline: false,
    parallel: "auto",
    retries: 2,
    strict: false,
    scanners: ["vuln", "secret"],
    ignoreUnfixed: false,
    skipFiles: [],
    skipDirs: [],
    insecure: false,
    imageSources: ["remote"],
    lookUp: true,
  });
});

test("every option says what it is for", () => {
  for (const [name, schema] of Object.entries(trivyOptions.shape)) {
    assert.ok((schema.description ?? "").length > 20, name);
  }
});

test("a repository may be one or several", () => {
  const both = { dbRepository: "a/b:2", javaDbRepository: ["c/d:1", "e/f:1"] } satisfies TrivyInput;
  assert.deepEqual(trivyOptions.parse(both).javaDbRepository, ["c/d:1", "e/f:1"]);
});

test("options that cannot work are refused", () => {
  const wrong = [
    { timeout: "soon" },
    { timeout: "10" },
    { dbRepository: [] },
    { parallel: "yes" },
    { minDbBytes: 0 },
    { cacheMaxDays: 0 },
    { cacheMaxBytes: 0.5 },
    { binry: "x" },
    { scanners: [] },
    { scanners: ["config"] },
    { scanners: "vuln" },
    { platform: "arm64" },
    { ignoreFile: "" },
    { vex: [] },
    { skipFiles: "usr" },
  ];
  for (const options of wrong) assert.equal(trivyOptions.safeParse(options).success, false, JSON.stringify(options));
});

test.run();
