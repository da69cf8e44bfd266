import assert from "node:assert/strict";
import { test } from "uvu";
import type { Target } from "#core/mod.ts";
import { INTERNAL_ERROR } from "#demo/dtr/mod.ts";
import { dtrNamespaces } from "#plugins/sources/dtr_namespaces/mod.ts";
import { withDtrBench } from "#support/dtr_bench.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { catchScanError } from "#support/scan_error.ts";
import { CONTENTS, collect, toLines } from "./support/collect.ts";

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
    assert.deepEqual(
      targets.slice(0, 3).map(({ labels }) => labels),
      [{ namespace: "gone" }, { namespace: "dev", repository: "api" }, { namespace: "dev", repository: "web" }],
    );
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
