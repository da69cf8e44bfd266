import assert from "node:assert/strict";
import { test } from "uvu";
import { resolveConfig } from "#core/config/resolve.ts";
import { coreError } from "#core/errors/mod.ts";
import type { ScanConfig } from "#core/mod.ts";
import type { ScanRecord } from "#core/model/mod.ts";
import { defineProcessor, defineSource, type RematchHooks } from "#core/plugin/mod.ts";
import { openRematch } from "#core/run/open_rematch.ts";
import { createRedactor } from "#core/services/mod.ts";
import { fakeFinding } from "#core/testing/mod.ts";
import { catchScanError } from "#support/scan_error.ts";

const source = defineSource({ name: "none", setup: () => ({ targets: () => [] }) });

function recordOf(image: string): ScanRecord {
  return { target: { id: image, kind: "image", image, minSeverity: "LOW", origin: { from: "test" } }, data: {} };
}

/** A processor that knows images, and writes down what it is asked. */
function knower(hooks: Partial<RematchHooks>, calls: string[] = []) {
  return defineProcessor({
    name: "knower",
    provides: ["findings"],
    setup: () => ({ process: () => ({}) }),
    openRematch(_options, _ctx, isDryRun): RematchHooks {
      calls.push(`open ${isDryRun}`);
      return {
        list: () => [recordOf("a"), recordOf("b")],
        loadEarlier: () => undefined,
        rematch: () => ({ findings: [] }),
        dispose: () => void calls.push("dispose"),
        ...hooks,
      };
    },
  });
}

async function open(config: ScanConfig, isDryRun = false, signal = new AbortController().signal) {
  const resolved = await resolveConfig(config, {});
  return openRematch(resolved, {
    signal,
    isDryRun,
    redactor: createRedactor({ TOKEN_SECRET: "hunter2hunter2" }),
    emit: () => {},
  });
}

test("what a processor knows is listed, and what it finds out is an outcome, with secrets masked", async () => {
  const calls: string[] = [];
  const found = fakeFinding({ id: "CVE-1" });
  const plugin = knower(
    {
      loadEarlier: ({ target }) => (target.image === "a" ? { findings: [found] } : undefined),
      rematch({ target }, ctx) {
        assert.equal(ctx.target, target);
        if (target.image === "b") throw coreError("USAGE", { reason: "hunter2hunter2 is not known" });
        return { findings: [found, fakeFinding({ id: "CVE-2" })] };
      },
    },
    calls,
  );
  const rematch = await open({ sources: [source()], processors: [plugin()] });
  const [a, b, ...more] = rematch.images;
  assert.ok(a && b && more.length === 0);
  assert.deepEqual((await a.loadEarlier())?.data.findings, [found]);
  assert.equal(await b.loadEarlier(), undefined);
  const now = await a.rematch();
  assert.deepEqual([now.status, now.target.image, now.data.findings?.length], ["done", "a", 2]);
  const failed = await b.rematch();
  assert.ok(failed.status === "failed");
  assert.equal(failed.error.code, "USAGE");
  assert.ok(!JSON.stringify(failed).includes("hunter2"), JSON.stringify(failed));
  await rematch.close();
  assert.deepEqual(calls, ["open false", "dispose"]);
});

test("pipelines that share a processor with its options have it opened once", async () => {
  const calls: string[] = [];
  const plugin = knower({}, calls);
  const pipeline = { sources: [source()], processors: [plugin()] };
  const rematch = await open({ pipelines: { one: pipeline, two: pipeline } }, true);
  assert.equal(rematch.images.length, 2);
  await rematch.close();
  assert.deepEqual(calls, ["open true", "dispose"]);
});

test("a config without a processor that knows images is refused, and one that fails is released", async () => {
  const plain = defineProcessor({ name: "plain", provides: ["findings"], setup: () => ({ process: () => ({}) }) });
  const refused = await catchScanError(() => open({ sources: [source()], processors: [plain()] }));
  assert.equal(refused.code, "USAGE");
  const calls: string[] = [];
  const broken = knower(
    {
      list() {
        throw coreError("USAGE", { reason: "cannot be listed" });
      },
    },
    calls,
  );
  const error = await catchScanError(() => open({ sources: [source()], processors: [broken()] }));
  assert.match(error.message, /cannot be listed/);
  assert.deepEqual(calls, ["open false", "dispose"]);
});

test.run();
