import assert from "node:assert/strict";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import { LineSpool } from "#plugins/lib/formats/line_spool.ts";

test("a line spool gives back each stream in order, and leaves no file behind", async () => {
  const folder = await mkdtemp(join(tmpdir(), "line-spool-"));
  const spool = new LineSpool(join(folder, "report"), { streams: 3 });
  const lineOf = (index: number) => `${index} ${"ü".repeat(index % 500 === 7 ? 30_000 : 100)}`;
  for (let index = 0; index < 2_000; index += 1) await spool.add(index % 2, lineOf(index));
  assert.deepEqual(await readdir(folder), []);
  for (const stream of [0, 1, 2]) {
    const lines: string[] = [];
    for await (const some of spool.lines(stream)) lines.push(...some);
    const wanted = stream === 2 ? [] : Array.from({ length: 1_000 }, (_, index) => lineOf(2 * index + stream));
    assert.deepEqual(lines, wanted);
  }
  await spool.close();
  await rm(folder, { recursive: true });
});

test.run();
