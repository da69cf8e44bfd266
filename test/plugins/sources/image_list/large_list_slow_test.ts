import assert from "node:assert/strict";
import { createWriteStream } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { test } from "uvu";
import type { Target } from "#core/model/mod.ts";
import { imageList } from "#plugins/sources/image_list/mod.ts";
import { measureHeap } from "#support/heap.ts";
import { openPlugin } from "#support/open_plugin.ts";
import { createPluginContext } from "#support/plugin_context.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const LINES = 1_000_000;
const UNIQUE = 50_000;
const LINES_A_CHUNK = 1000;

function* makeList() {
  for (let first = 0; first < LINES; first += LINES_A_CHUNK) {
    const numbers = Array.from({ length: LINES_A_CHUNK }, (_, index) => (first + index) % UNIQUE);
    yield numbers.map((number) => `registry.example.com/team/application:${number}\n`).join("");
  }
  yield `${"x".repeat(10_000_000)}\nseverity=1\nthe/last`;
}

test("imageList() reads a million lines and one of ten megabytes without keeping them", async () => {
  await inTempFolder(async (folder) => {
    await pipeline(Readable.from(makeList()), createWriteStream(join(folder, "input_images.txt")));
    const ctx = createPluginContext(folder);
    const before = measureHeap();
    const hooks = await openPlugin(imageList(), ctx);
    let last: Target | undefined;
    let emitted = 0;
    let failed = 0;
    let growth = Number.POSITIVE_INFINITY;
    for await (const target of hooks.targets(ctx) as AsyncIterable<Target>) {
      last = target;
      emitted += 1;
      if (target.settled) failed += 1;
      if (emitted === UNIQUE + 2) growth = measureHeap() - before;
    }
    assert.equal(await hooks.count?.(ctx), UNIQUE + 2);
    assert.deepEqual({ emitted, failed }, { emitted: UNIQUE + 2, failed: 1 });
    assert.deepEqual(
      { image: last?.image, severity: last?.minSeverity, line: last?.origin.line },
      { image: "the/last", severity: "UNKNOWN", line: LINES + 3 },
    );
    // The set of references takes about 5 MB, the file more than 50.
    assert.ok(growth < 20_000_000, `${growth} bytes`);
  });
});

test.run();
