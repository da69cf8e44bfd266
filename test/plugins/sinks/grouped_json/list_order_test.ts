import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { test } from "uvu";
import { defineProcessor, type ScanConfig, type ScanOptions } from "#core/mod.ts";
import { createSpool } from "#plugins/lib/formats/spool.ts";
import { createListOrder } from "#plugins/sinks/grouped_json/list_order.ts";
import { groupedJson } from "#plugins/sinks/grouped_json/mod.ts";
import { breakOff, NAMES, resume } from "#support/broken_run.ts";
import { images, runToEnd } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";

test("createListOrder() hands on each text once, in order, whatever the order in which they come", async () => {
  await inTempFolder(async (folder) => {
    const positions = fc.uniqueArray(fc.nat({ max: 30 }), { maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(positions, async (given) => {
        const written: string[] = [];
        const spool = createSpool(join(folder, "report.json"));
        const order = createListOrder(async (text) => void written.push(text), spool);
        for (const position of given) await order.add(position, `${position} ä`);
        await order.end();
        await spool.close();
        assert.deepEqual(
          written,
          [...given].sort((a, b) => a - b).map((position) => `${position} ä`),
        );
        assert.deepEqual(await readdir(folder), []);
      }),
      { numRuns: 50 },
    );
  });
});

test("createListOrder() hands on at once what is next, and keeps the place of nothing that is written", async () => {
  await inTempFolder(async (folder) => {
    const written: string[] = [];
    const spool = createSpool(join(folder, "report.json"));
    const order = createListOrder(async (text) => void written.push(text), spool);
    await order.add(0, "0");
    await order.add(2, "2");
    await order.add(undefined, "nowhere");
    assert.deepEqual([written, spool.keys()], [["0", "nowhere"], [2]]);
    await order.add(1, "1");
    assert.deepEqual([written, spool.keys()], [["0", "nowhere", "1", "2"], []]);
    await spool.close();
  });
});

test("createSpool() keeps a text beside a report whose name is as long as a file system takes", async () => {
  await inTempFolder(async (folder) => {
    const spool = createSpool(join(folder, `${"r".repeat(250)}.json`));
    await spool.put(1, "text");
    assert.equal(await spool.take(1), "text");
    await spool.close();
    assert.deepEqual(await readdir(folder), []);
  });
});

/** Finishes the targets of a pipeline in the reverse order of its list. */
function reversing(count: number) {
  let done = count;
  const waiting: (() => void)[] = [];
  return defineProcessor({
    name: "reversing",
    provides: ["findings"],
    setup: () => ({
      async process({ target }) {
        const own = Number(/\d+$/.exec(target.id)?.[0]);
        while (own !== done - 1) await new Promise<void>((go) => waiting.push(go));
        done -= 1;
        for (const go of waiting.splice(0)) go();
        return { findings: [] };
      },
    }),
  })();
}

async function reportOf(config: Omit<ScanConfig, "sinks">, options: ScanOptions, order: "list" | "finished") {
  let names: readonly string[] = [];
  await inTempFolder(async (folder) => {
    const sinks = [groupedJson({ file: "report.json", order })];
    await runToEnd({ ...config, sinks, outputDir: folder } as ScanConfig, options);
    const report = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
    names = report.map(({ image }: { image: string }) => image);
    assert.deepEqual(await readdir(folder), ["report.json"]);
  });
  return names;
}

test("groupedJson() writes the elements in the order of the list, pipeline by pipeline, where that is wanted", async () => {
  const first = ["a0", "a1", "a2", "a3"];
  const second = ["b0", "b1", "b2"];
  const config = () => ({
    pipelines: {
      first: { sources: [images(...first)], processors: [reversing(4)], jobs: 4 },
      second: { sources: [images(...second)], processors: [reversing(3)], jobs: 3 },
    },
  });
  assert.deepEqual(await reportOf(config(), {}, "list"), [...first, ...second]);
  assert.deepEqual(await reportOf(config(), {}, "finished"), [...first].reverse().concat([...second].reverse()));
});

test("groupedJson() reports in that order what a run has finished before it was stopped", async () => {
  const stop = new AbortController();
  const processor = defineProcessor({
    name: "stopping",
    provides: ["findings"],
    setup: () => ({
      async process({ target }, { signal }) {
        if (target.image === "c0") {
          await new Promise((resolve) => signal.addEventListener("abort", resolve, { once: true }));
          throw new Error("stopped");
        }
        if (target.image === "c2") setImmediate(() => stop.abort());
        return { findings: [] };
      },
    }),
  })();
  const config = { sources: [images("c0", "c1", "c2")], processors: [processor], jobs: 2 };
  assert.deepEqual(await reportOf(config, { signal: stop.signal }, "list"), ["c0", "c1", "c2"]);
});

test("groupedJson() reports in that order, each once, what a resumed run had finished before and what it does now", async () => {
  await inTempFolder(async (folder) => {
    await breakOff(folder, "b");
    let free = () => {};
    const lastIsThere = new Promise<void>((resolve) => {
      free = resolve;
    });
    const processor = defineProcessor({
      name: "work",
      setup: () => ({
        async process({ target: { image } }) {
          if (image === "d") free();
          await lastIsThere;
          if (image === "bad") throw new Error("it is bad");
          return { findings: [] };
        },
      }),
    })();
    const sinks = [groupedJson({ file: "report.json", order: "list" })];
    const { error } = await resume(folder, { processors: [processor], sinks, jobs: 4 });
    assert.equal(error, undefined);
    const report: { image: string }[] = JSON.parse(await readFile(join(folder, "report.json"), "utf8"));
    assert.deepEqual(
      report.map(({ image }) => image),
      NAMES,
    );
    assert.deepEqual(await readdir(folder), ["report.json"]);
  });
});

test.run();
