import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { join } from "node:path";
import { test } from "uvu";
import { z } from "zod";
import type { SinkHooks } from "#core/kit.ts";
import { defineEngine, defineErrors, defineObserver, defineProcessor, defineSink, defineSource } from "#core/mod.ts";
import { checkPlugin, fakeTarget, inVirtualTime } from "#core/testing/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const missing = defineErrors({ PAGER_MISSING: { message: () => "There is no pager" } });
const url = z.string().describe("Where it is");

function sinkOf(setup: () => SinkHooks | Promise<SinkHooks>) {
  return defineSink({ name: "pager", setup });
}

test("a plugin that keeps all rules has no line", async () => {
  await inTempFolder(async (folder) => {
    await writeFile(join(folder, "README.md"), "# pager\n\n| `url` | where it is |\n");
    const pager = defineSink({
      name: "pager",
      options: z.strictObject({ url }),
      needs: ["artifact"],
      async setup() {
        const server = createServer();
        await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
        return {
          write() {},
          end() {},
          dispose: () => new Promise<void>((resolve) => server.close(() => resolve())),
        };
      },
    });
    assert.deepEqual(await checkPlugin(pager, { options: { url: "x" }, folder }), []);
  });
});

test("observers and engines that keep the rules have no line, and those that do not have one", async () => {
  const watcher = defineObserver({ name: "watcher", setup: () => ({ observe: (events$) => events$ }) });
  assert.deepEqual(await checkPlugin(watcher), []);
  const here = defineEngine({ name: "here", setup: () => ({ open: (pipeline) => pipeline.openHere() }) });
  assert.deepEqual(await checkPlugin(here), []);
  const deaf = defineObserver({ name: "deaf", setup: () => ({ observ: () => {} }) as never });
  assert.deepEqual(await checkPlugin(deaf), [
    "hooks: there is no observe",
    'hooks: an observer has no hook "observ"; did you mean "observe"?',
  ]);
});

test("what a plugin says about itself has to be fit for a config", async () => {
  const odd = defineProcessor({
    name: "myPager",
    needs: ["image", "image"],
    provides: ["find ings" as "findings"],
    setup: () => ({ process() {} }),
  });
  assert.deepEqual(await checkPlugin(odd), [
    'name: "myPager" is not in snake_case',
    'needs: "image" is there twice',
    'provides: "find ings" is not a key',
  ]);
});

test("options are described, accepted, and refused where there are none of the name", async () => {
  const loose = defineSink({ name: "loose", options: z.object({ url: z.string() }), setup: () => ({ write() {} }) });
  assert.deepEqual(await checkPlugin(loose, { options: {} as never, running: false }), [
    'options: "url" has no description',
    "options: the plugin refuses them: Invalid input: expected string, received undefined",
    "options: unknown ones are refused without their name",
  ]);
  assert.deepEqual(await checkPlugin(loose, { options: { url: "x" }, running: false }), [
    'options: "url" has no description',
    "options: unknown ones are accepted, so a mistyped one goes unnoticed",
  ]);
  const none = defineSink({ name: "none", options: {} as never, setup: () => ({ write() {} }) });
  assert.deepEqual(await checkPlugin(none, { running: false }), [
    "options: the schema is no Standard Schema of version 1",
  ]);
});

test("there is a readme, and it names plugin and options", async () => {
  const pager = defineSink({ name: "pager", options: z.strictObject({ url }), setup: () => ({ write() {} }) });
  await inTempFolder(async (folder) => {
    const check = () => checkPlugin(pager, { options: { url: "x" }, folder, running: false });
    assert.deepEqual(await check(), [`readme: there is no readme.md in ${folder}`]);
    await writeFile(join(folder, "readme.md"), "# Something");
    assert.deepEqual(await check(), [
      "readme: it does not name the plugin, pager",
      "readme: it does not name the option `url`",
    ]);
  });
});

test("setup returns the hooks of its kind, and none that nobody calls", async () => {
  const wrong = { wirte() {}, end: 3 } as unknown as SinkHooks;
  assert.deepEqual(await checkPlugin(sinkOf(() => wrong)), [
    'hooks: a sink has no hook "wirte"; did you mean "write"?',
    "hooks: end is 3, not a function",
  ]);
  const empty = defineSource({ name: "empty", setup: () => ({}) as never });
  assert.deepEqual(await checkPlugin(empty), ["hooks: there is no targets"]);
});

test("preflight and setup succeed with the options that are given", async () => {
  const absent = defineSink({
    name: "absent",
    preflight() {
      throw missing("PAGER_MISSING", undefined as never);
    },
    setup: () => ({ write() {} }),
  });
  assert.deepEqual(await checkPlugin(absent), ["preflight: There is no pager"]);
  const dies = sinkOf(() => {
    throw new Error("no");
  });
  assert.deepEqual(await checkPlugin(dies), ['setup: The plugin "pager" failed in setup: no']);
});

test("dispose succeeds and leaves nothing open", async () => {
  const fails = sinkOf(() => ({
    write() {},
    dispose() {
      throw new Error("stuck");
    },
  }));
  assert.deepEqual(await checkPlugin(fails), ['dispose: The plugin "pager" failed in dispose: stuck']);

  const loud = defineErrors({ PAGER_LOST: { message: () => "A message is lost", fatal: true } });
  const loses = sinkOf(() => ({
    write() {},
    dispose() {
      throw loud("PAGER_LOST", undefined as never);
    },
  }));
  assert.deepEqual(await checkPlugin(loses), ["dispose: A message is lost"]);

  const servers: Server[] = [];
  const leaks = sinkOf(async () => {
    const server = createServer();
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return { write() {} };
  });
  assert.deepEqual(await checkPlugin(leaks), ["dispose: it leaves open: TCPServerWrap"]);
  for (const server of servers) server.close();
});

test("after an interruption hooks end, well or not", async () => {
  const fair = defineProcessor({
    name: "fair",
    setup: () => ({
      process: (_record, { signal }) => signal.throwIfAborted(),
    }),
  });
  assert.deepEqual(await checkPlugin(fair), []);

  const deaf = defineSource({
    name: "deaf",
    setup: () => ({
      async *targets() {
        await new Promise(() => {});
        yield fakeTarget();
      },
    }),
  });
  await inVirtualTime(async (time) => {
    const checking = checkPlugin(deaf);
    await time.waiting(10_000);
    await time.advance(10_000);
    // What is left open is looked for as long as something is.
    while ((await Promise.race([checking, "checking"])) === "checking") await time.advance(10);
    assert.match((await checking).join(), /^interrupt: The plugin "deaf" did not finish its hooks within 10 s/);
  });
});

test("only what defineSink() and the like gave can be checked", async () => {
  const handMade = (() => ({})) as never;
  assert.match((await checkPlugin(handMade)).join(), /^factory: it is not a result of/);
  const newer = Object.assign(() => ({}), { [Symbol.for("hullscan.plugin")]: 2 }) as never;
  assert.match((await checkPlugin(newer)).join(), /^factory: it was made for version 2 .*upgrade hullscan$/);
});

test.run();
