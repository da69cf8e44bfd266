import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type DtrContents, INTERNAL_ERROR, type ManifestSpec } from "../../../../configs/demo/dtr/mod.ts";
import type { Target } from "../../../../core/mod.ts";
import { type DtrNamespacesInput, dtrNamespaces } from "../../../../plugins/sources/dtr_namespaces/mod.ts";
import { type DtrBench, withDtrBench } from "../../../support/dtr_bench.ts";
import { openPlugin, runPluginPreflight } from "../../../support/open_plugin.ts";
import { catchScanError } from "../../../support/scan_error.ts";
import { inTempFolder } from "../../../support/temp_folder.ts";

const DIGEST_A = `sha256:${"a".repeat(64)}`;
const DIGEST_B = `sha256:${"b".repeat(64)}`;

const CONTENTS = {
  dev: {
    api: {
      tags: {
        "1.0": [{ digest: DIGEST_A, scan: { critical: 2, completedAt: "2024-01-02T03:04:05.123456789Z" } }],
        "2.0": [{ platform: "linux/amd64" }, { platform: "linux/arm64" }],
      },
    },
    empty: { tags: {} },
    web: { tags: { latest: [{}], "latest-rc1": [{}] } },
  },
  ops: { proxy: { tags: { v1: [{}] } } },
} satisfies DtrContents;

async function collect(bench: DtrBench, options: DtrNamespacesInput = {}): Promise<readonly Target[]> {
  const source = dtrNamespaces({ url: bench.dtr.url, ...options });
  const hooks = await openPlugin(source, bench.ctx);
  const targets: Target[] = [];
  try {
    for await (const target of hooks.targets(bench.ctx) as AsyncIterable<Target>) targets.push(target);
  } finally {
    await hooks.dispose?.();
  }
  return targets;
}

/** How targets are told apart here: their names without the host, and how they ended. */
function toLines(targets: readonly Target[], { dtr }: DtrBench): readonly string[] {
  return targets.map(({ id, settled }) => {
    const name = id.replace(`dtr-tag:${dtr.host}/`, "");
    if (settled?.status === "failed") return `${name}: failed ${settled.error.code}`;
    return settled === undefined ? name : `${name}: skipped, ${settled.reason}`;
  });
}

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
      severityLevel: 5,
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

test("dtrNamespaces() makes a failed target of what cannot be read, and goes on with the rest", async () => {
  await withDtrBench({ contents: { ...CONTENTS, nothing: {} } }, async (bench) => {
    bench.dtr.setIntercept(({ path }) => {
      if (path.endsWith("/api/tags")) return { status: 403, body: '{"errors":[{"code":"NOT_AUTHORIZED"}]}' };
      return path.endsWith("/tags/latest") ? INTERNAL_ERROR : undefined;
    });
    const targets = await collect(bench, { namespaces: ["gone", "dev", "nothing", "ops"] });
    assert.deepEqual(toLines(targets, bench), [
      "gone: failed DTR_NOT_FOUND",
      "dev/api: failed DTR_FORBIDDEN",
      "dev/web:latest: failed DTR_SERVER",
      "dev/web:latest-rc1 linux/amd64",
      "ops/proxy:v1 linux/amd64",
    ]);
    const [gone] = targets;
    assert.ok(gone?.settled?.status === "failed");
    assert.match(gone.settled.error.message, /"gone".*no such namespace/);
    assert.equal(gone.image, `${bench.dtr.host}/gone`);
    assert.ok(bench.logs.includes('warn: The namespace "nothing" has no repository that this user may see'));
  });
});

test("dtrNamespaces() skips what is removed between the list and the look at it", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    bench.dtr.setIntercept(({ path }) => {
      if (path.endsWith("/api/tags")) bench.dtr.remove({ namespace: "dev", repository: "api", tag: "2.0" });
      return path.endsWith("/web/tags")
        ? { status: 404, body: '{"errors":[{"code":"NO_SUCH_REPOSITORY"}]}' }
        : undefined;
    });
    const removed = "skipped, it was removed from DTR after it was listed";
    const listed = toLines(await collect(bench, { namespaces: ["dev"], includeTags: ["*.0"] }), bench);
    assert.deepEqual(listed.slice(0, 1), ["dev/api:1.0 linux/amd64"]);
    assert.deepEqual(listed.slice(-1), [`dev/web: ${removed}`]);
    bench.dtr.setIntercept(({ path }) =>
      path.endsWith("/tags/v1") ? { status: 404, body: '{"errors":[{"code":"NO_SUCH_REF"}]}' } : undefined,
    );
    assert.deepEqual(toLines(await collect(bench, { namespaces: ["ops"] }), bench), [`ops/proxy:v1: ${removed}`]);
  });
});

test("dtrNamespaces() ends with a refused login: one request, and no target", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    process.env.DTR_TOKEN = "another";
    const error = await catchScanError(() => collect(bench, { namespaces: ["dev", "ops"] }));
    assert.deepEqual([error.code, error.fatal], ["DTR_AUTH", true]);
    assert.equal(bench.requests().length, 1);
  });
});

test("dtrNamespaces() ends with a login that is lost on the way", async () => {
  await withDtrBench({ contents: CONTENTS }, async (bench) => {
    bench.dtr.setIntercept(({ path }) => (path.includes("/web/tags/") ? { status: 401 } : undefined));
    const error = await catchScanError(() => collect(bench, { namespaces: ["dev", "ops"] }));
    assert.equal(error.code, "DTR_AUTH");
  });
});

test("dtrNamespaces() keeps several requests under way, no more than it may, and takes no more tags than are wanted", async () => {
  const tags = Object.fromEntries(Array.from({ length: 150 }, (_, index) => [`t${1000 + index}`, [{}]]));
  const repositories = Object.fromEntries(Array.from({ length: 3 }, (_, index) => [`app-${index}`, { tags }]));
  await withDtrBench({ contents: { dev: repositories } }, async (bench) => {
    const source = dtrNamespaces({ url: bench.dtr.url, namespaces: ["dev"], maxRequests: 4 });
    const hooks = await openPlugin(source, bench.ctx);
    const iterator = (hooks.targets(bench.ctx) as AsyncIterable<Target>)[Symbol.asyncIterator]();
    for (let taken = 0; taken < 100; taken += 1) await iterator.next();
    const looks = bench.requests().filter((line) => /\/tags\/t\d+$/.test(line)).length;
    assert.ok(looks <= 100 + 2 * 4, `${looks} tags were looked at for 100 that were wanted`);
    const lists = bench.requests().filter((line) => /\/tags$/.test(line)).length;
    assert.ok(lists <= 3 + 1, `${lists} pages of tags were fetched for 100 tags`);
    // So that answers wait for each other.
    bench.dtr.setIntercept(() => ({ delayMs: 5 }));
    let last = 100;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) last += 1;
    assert.equal(last, 450);
    assert.equal(bench.dtr.maxInFlight(), 4);
    await hooks.dispose?.();
  });
});

test("dtrNamespaces() stops when the run is aborted", async () => {
  const controller = new AbortController();
  await withDtrBench(
    { contents: CONTENTS },
    async (bench) => {
      bench.dtr.setIntercept(({ path }) => {
        if (path.endsWith("/tags/1.0")) setImmediate(() => controller.abort());
        return path.endsWith("/tags/1.0") ? { hang: true } : undefined;
      });
      const { code } = await catchScanError(() => collect(bench, { namespaces: ["dev"] }));
      assert.equal(code, "ABORTED");
    },
    { signal: controller.signal },
  );
});

test.run();
