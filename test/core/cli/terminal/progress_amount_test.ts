import assert from "node:assert/strict";
import { test } from "uvu";
import { createRenderer, type ProgressAmount } from "#core/cli/terminal/mod.ts";
import type { Outcome, ScanEvent } from "#core/mod.ts";
import { inVirtualTime } from "#core/testing/mod.ts";
import { makeDone, makeFailed } from "#support/outcomes.ts";

const base = { runId: "r", label: "remote", startedAt: "2024-01-02T03:04:05.006Z", pipelines: ["remote"] };

async function open(progress: ProgressAmount, { isTty = false } = {}) {
  const lines: string[] = [];
  const renderer = await createRenderer({
    write: (text) => void lines.push(...text.trimEnd().split("\n")),
    ...({ color: false, verbose: false, format: "pretty", quiet: false } as const),
    ...{ isTty, progress },
  });
  const finish = (outcome: Outcome) => renderer.handle({ type: "target.finished", pipeline: "remote", outcome });
  const start = (total?: number) => {
    const started: ScanEvent = { type: "run.started", ...base, dryRun: false };
    renderer.handle(total === undefined ? started : { ...started, total });
  };
  return { renderer, lines, start, finish };
}

test("--progress summary prints what failed, and every half a minute how far the run is, until it ends", async () => {
  await inVirtualTime(async (time) => {
    const { renderer, lines, start, finish } = await open("summary");
    start(2000);
    for (let index = 0; index < 499; index += 1) finish(makeDone([]));
    finish(makeFailed({ image: "gone:1" }));
    await time.advance(29_999);
    assert.deepEqual(lines, [
      "Scanning 2000 targets (remote)",
      '[500/2000] failed gone:1  IMAGE_NOT_FOUND: There is no image "nginx:1.27"  2.2s',
    ]);
    await time.advance(1);
    assert.match(lines[2] ?? "", /^\d\d:\d\d:\d\d {2}500 of 2000 targets, 1 failed, about 1m 30s left$/);
    await time.advance(30_000);
    assert.match(lines[3] ?? "", /500 of 2000 targets, 1 failed, about 3m 00s left$/);
    renderer.handle({ type: "run.ending" });
    await time.advance(90_000);
    renderer.close();
    assert.equal(lines.length, 4);
  });
});

test("of many failures of one reason, --progress summary prints the first, and every half a minute how many more", async () => {
  await inVirtualTime(async (time) => {
    const { renderer, lines, start, finish } = await open("summary");
    start(300);
    const fail = (count: number) => {
      for (let index = 0; index < count; index += 1) finish(makeFailed({ image: `gone:${index}` }));
    };
    const retry = { attempt: 2, of: 3, code: "X", reason: "busy", delayMs: 1 };
    renderer.handle({ type: "target.retry", pipeline: "remote", target: "a", plugin: "trivy", ...retry });
    renderer.handle({ type: "log", level: "warn", plugin: "trivy", message: "busy; attempt 2", isRetry: true });
    fail(203);
    assert.equal(lines.filter((line) => line.includes("failed gone:")).length, 3);
    await time.advance(30_000);
    assert.equal(lines.length, 1 + 3 + 2);
    const group = "more failed with IMAGE_NOT_FOUND at docker.io: gone:";
    assert.equal(lines[4], `200 ${group}3, gone:4, gone:5, and 197 more`);
    assert.match(lines[5] ?? "", /203 of 300 targets, 203 failed, 1 retry, about/);
    fail(2);
    renderer.handle({ type: "run.ending" });
    assert.equal(lines[6], `2 ${group}0, gone:1`);
    renderer.close();
    assert.equal(lines.length, 7);
  });
});

test("where it is not known how many targets there are, it counts them and promises nothing", async () => {
  await inVirtualTime(async (time) => {
    const { renderer, lines, start, finish } = await open("summary");
    start();
    finish(makeDone([]));
    await time.advance(30_000);
    assert.match(lines[1] ?? "", /^\d\d:\d\d:\d\d {2}1 target, 0 failed$/);
    renderer.close();
    await time.advance(60_000);
    assert.equal(lines.length, 2);
  });
});

test("--progress none prints no target, and has no bar on a terminal; what is said is still printed", async () => {
  const { renderer, lines, start, finish } = await open("none", { isTty: true });
  start(2);
  finish(makeDone([]));
  finish(makeFailed());
  renderer.handle({ type: "log", level: "warn", plugin: "trivy", message: "the database is old" });
  renderer.close();
  assert.deepEqual(lines, ["Scanning 2 targets (remote)", "trivy: warn: the database is old"]);
});

test.run();
