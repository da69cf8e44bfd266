import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { ScanError } from "#core/mod.ts";
import type { ManifestSpec } from "#demo/dtr/mod.ts";
import { type DtrNamespacesInput, dtrNamespaces } from "#plugins/sources/dtr_namespaces/mod.ts";
import { withDtrBench } from "#support/dtr_bench.ts";
import { parseOptions, runPluginPreflight } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { CONTENTS, collect, DIGEST_A, toLines } from "./support/collect.ts";

const DIGEST_B = `sha256:${"b".repeat(64)}`;

test("dtrNamespaces() gives a target for each manifest, with all that DTR knows of it", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    const targets = await collect(bench, { namespaces: ["dev", "ops"], severityLevel: 5 });
    assert.deepEqual(toLines(targets, bench), [
      "dev/api:1.0 linux/amd64",
      "dev/api:2.0 linux/amd64",
      "dev/api:2.0 linux/arm64",
      "dev/web:latest linux/amd64",
      "dev/web:latest-rc1 linux/amd64",
      "ops/proxy:v1 linux/amd64",
    ]);
    assert.deepEqual(targets[0], {
      id: `dtr-tag:${bench.dtr.host}/dev/api:1.0 linux/amd64`,
      kind: "dtr-tag",
      image: `${bench.dtr.host}/dev/api:1.0`,
      platform: "linux/amd64",
      minSeverity: "CRITICAL",
      labels: { namespace: "dev", repository: "api" },
      origin: { from: "the option namespaces" },
      dtr: {
        namespace: "dev",
        repository: "api",
        tag: "1.0",
        digest: DIGEST_A,
        os: "linux",
        architecture: "amd64",
        summary: {
          lastScanStatus: 6,
          checkCompletedAt: "2024-01-02T03:04:05.123456789Z",
          shouldRescan: false,
          critical: 2,
          major: 0,
          minor: 0,
        },
      },
    });
    assert.ok(targets[1]?.dtr && !("summary" in targets[1].dtr), "no summary stays none");
    assert.deepEqual(bench.logs, ["info: Reviewed 5 tags in 3 repositories of 2 namespaces"]);
    assert.deepEqual(JSON.parse(JSON.stringify(targets)), targets, "targets are plain data");
  });
});

test("dtrNamespaces() reads the namespaces of a file, and says what is wrong with it before anything is asked", async () => {
  await inTempFolder(async (cwd) => {
    await withDtrBench(
      { contents: CONTENTS },
      async (bench) => {
        await writeFile(join(cwd, "namespaces.yaml"), "Namespaces:\n  - ops\n");
        const [target] = await collect(bench);
        assert.deepEqual(target?.origin, { from: "namespaces.yaml", line: 2 });
        await writeFile(join(cwd, "bad.yaml"), "Namespace:\n  - ops\n");
        const before = bench.requests().length;
        const source = dtrNamespaces({ url: bench.dtr.url, file: "bad.yaml" });
        const { problems } = await catchScanError(() => runPluginPreflight(source, bench.ctx));
        assert.match(problems?.[0]?.message ?? "", /bad\.yaml line 1, column 1: the key "Namespace"/);
        assert.equal(bench.requests().length, before);
      },
      { cwd },
    );
  });
});

test("dtrNamespaces() tells address and login that are missing at once, and asks for nothing", async () => {
  await inTempFolder(async (cwd) => {
    await withDtrBench(
      { contents: CONTENTS },
      async (bench) => {
        delete process.env.DTR_TOKEN;
        const source = dtrNamespaces({ namespaces: ["dev"] });
        const { code, usage, problems } = await catchScanError(() => runPluginPreflight(source, bench.ctx));
        assert.deepEqual([code, usage], ["PREFLIGHT_FAILED", true]);
        assert.deepEqual(
          problems?.map((one) => one.code),
          ["DTR_URL", "DTR_LOGIN_MISSING"],
        );
        assert.match(problems?.[1]?.message ?? "", /DTR_TOKEN is not set/);
      },
      { cwd },
    );
  });
});

test("scan check asks for each namespace: one that is not there, and filters that nothing passes, are told", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    const check = async (input: DtrNamespacesInput) => {
      const plugin = dtrNamespaces({ url: bench.dtr.url, ...input });
      const foreseen: ScanError[] = [];
      const silent = { note: () => {}, claim: () => {}, foresee: (error: ScanError) => void foreseen.push(error) };
      const ctx = { ...bench.ctx, ...silent, isThorough: true, asksForTargets: false };
      await plugin.definition.preflight?.((await parseOptions(plugin)) as never, ctx);
      return foreseen;
    };
    assert.deepEqual(await check({ namespaces: ["dev", "ops"] }), []);
    const [problem, ...more] = await check({ namespaces: ["dev", "nope"] });
    assert.deepEqual([problem?.code, more], ["DTR_NOT_FOUND", []]);
    const empty = await catchScanError(() => check({ namespaces: ["dev"], includeRepositories: ["zzz-*"] }));
    assert.deepEqual([empty.code, empty.usage], ["NAMESPACES_EMPTY", true]);
  });
});

test("dtrNamespaces() takes what globs include and not what they exclude", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    const of = async (options: DtrNamespacesInput) =>
      toLines(await collect(bench, { namespaces: ["dev", "ops"], ...options }), bench).map(
        (line) => line.split(" ")[0],
      );
    assert.deepEqual(await of({ includeRepositories: ["dev/w*", "proxy"], excludeTags: ["*-rc*"] }), [
      "dev/web:latest",
      "ops/proxy:v1",
    ]);
    assert.deepEqual(await of({ excludeRepositories: ["dev/*"] }), ["ops/proxy:v1"]);
    assert.deepEqual(await of({ includeTags: ["1.*"] }), ["dev/api:1.0"]);
    assert.ok(!bench.requests().at(-1)?.includes("latest"), "what is excluded is not looked at");
  });
});

test("dtrNamespaces() names images with the registry where that is another than DTR", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    const [target] = await collect(bench, { namespaces: ["ops"], registry: "registry.example.com:5000" });
    assert.equal(target?.image, "registry.example.com:5000/ops/proxy:v1");
  });
});

test("dtrNamespaces() tells manifests of one platform apart, and artifacts without one", async () => {
  const arm = (digest: string): ManifestSpec => ({ platform: "linux/arm", digest });
  const tags = { "1.0": [arm(DIGEST_A), arm(DIGEST_B), { platform: "linux/amd64" }], chart: [{ platform: "" }] };
  await withDtrBench({ contents: { dev: { app: { tags } } } }, async (bench) => {
    const targets = await collect(bench, { namespaces: ["dev"] });
    assert.deepEqual(toLines(targets, bench), [
      `dev/app:1.0 linux/arm ${DIGEST_A}`,
      `dev/app:1.0 linux/arm ${DIGEST_B}`,
      "dev/app:1.0 linux/amd64",
      "dev/app:chart",
    ]);
    assert.deepEqual(
      targets.map(({ dtr }) => dtr?.sharesPlatform),
      [true, true, undefined, undefined],
    );
    assert.ok(targets[3] && !("platform" in targets[3]));
  });
});

test.run();
