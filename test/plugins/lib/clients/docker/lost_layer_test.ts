/** A build that has lost a layer. Docker loses one only in a race: a fake says what it says then. */
import assert from "node:assert/strict";
import { test } from "uvu";
import type { ExecResult } from "#core/kit.ts";
import { type BuildRequest, buildImage } from "#plugins/lib/clients/docker/build_image.ts";
import { catchScanError } from "#support/scan_error.ts";

const ID = `sha256:${"a1".repeat(32)}`;

/** Recorded from Docker 20.10 with both builders, or documented in reports. */
const WORDS = [
  `No such image: ${ID}`,
  `failed to get digest ${ID}: open /var/lib/docker/image/overlay2/imagedb/content/sha256/a1: no such file or directory`,
  `failed to export image: failed to set parent ${ID}: unknown parent image ID ${ID}`,
  "layer does not exist",
  `ERROR: failed to solve: failed to export image: failed to create image: failed to get layer ${ID}: layer does not exist`,
  `failed to solve: parent snapshot ${ID} does not exist: not found`,
  `ERROR: failed to solve: rpc error: code = Unknown desc = content digest ${ID}: not found`,
  "Error response from daemon: No such container: 8c0a2f3e4d5b",
];

const REQUEST = { name: "app/Dockerfile", context: "/nowhere", file: "Dockerfile", tag: "a:1", labels: {} };
const LIMIT = { timeout: "10s", timeoutMs: 10_000 };

/** Builds with a Docker that fails so many times with these words, and gives the arguments and limits of each start. */
async function build(stderr: string, failures: number, request: Partial<BuildRequest> = {}, durationMs = 1_000) {
  const starts: { readonly args: readonly string[]; readonly timeoutMs: number | undefined }[] = [];
  const run = async (args: readonly string[], options: { timeoutMs?: number } = {}): Promise<ExecResult> => {
    starts.push({ args, timeoutMs: options.timeoutMs });
    const failed = starts.length <= failures;
    const end = { stdout: "", timedOut: false, aborted: false, durationMs };
    return { ...end, failed, exitCode: failed ? 1 : 0, stderr: failed ? stderr : "" };
  };
  const work = () => buildImage({ run }, { ...REQUEST, ...LIMIT, ...request });
  return { starts, error: failures < 4 ? await work() : await catchScanError(work) };
}

for (const words of WORDS) {
  test(`a build is begun again after "${words.slice(0, 50)}..."`, async () => {
    const { starts } = await build(words, 1);
    assert.equal(starts.length, 2);
  });
}

test("the last build of those that lose a layer uses no cache, and all have one time limit", async () => {
  const { starts } = await build(WORDS[0] ?? "", 3);
  assert.deepEqual(
    starts.map(({ args, timeoutMs }) => [args.includes("--no-cache"), timeoutMs]),
    [
      [false, 10_000],
      [false, 9_000],
      [false, 8_000],
      [true, 7_000],
    ],
  );
  const { error, starts: all } = await build(WORDS[1] ?? "", 9);
  assert.equal(all.length, 4);
  assert.ok(error);
  assert.equal(error.code, "BUILD_FAILED");
  assert.match(error.message, /\(failed to get digest sha256:a1/);
});

test("a build is not begun again when its time is over, or another failure shows", async () => {
  assert.equal((await build(WORDS[0] ?? "", 9, {}, 10_000)).starts.length, 1);
  for (const words of [
    "COPY failed: file not found in build context",
    "failed to export image: write /var/lib/docker/x: no space left on device",
    "#7 0.210 No such image: x\nexecutor failed running [/bin/sh -c make]: exit code: 1",
  ]) {
    assert.equal((await build(words, 9)).starts.length, 1, words);
  }
});

test.run();
