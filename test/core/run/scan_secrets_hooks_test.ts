import assert from "node:assert/strict";
import { test } from "uvu";
import {
  defineProcessor,
  defineSink,
  defineSource,
  type PluginContext,
  type ScanConfig,
  type ScanOptions,
} from "#core/mod.ts";
import { image, images } from "#support/pipeline.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { leak, leakyError, leave, SECRET } from "./support/leave.ts";

type Hook = (ctx: PluginContext) => never;

/** A run of which one hook throws. */
function configs(
  fail: Hook,
): Readonly<Record<string, { readonly config: ScanConfig; readonly options?: ScanOptions }>> {
  const rest = { sources: [images("a")], processors: [], sinks: [] };
  const source = (hooks: (ctx: PluginContext) => object) => ({
    ...rest,
    sources: [defineSource({ name: "s", setup: (_, ctx) => ({ targets: () => [image("a")], ...hooks(ctx) }) })()],
  });
  const sink = (hooks: (ctx: PluginContext) => object) => ({
    ...rest,
    sinks: [defineSink({ name: "s", setup: (_, ctx) => hooks(ctx) })()],
  });
  const processor = (more: object, hooks: (ctx: PluginContext) => object = () => ({})) => ({
    ...rest,
    processors: [
      defineProcessor({ name: "p", setup: (_, ctx) => ({ process: () => undefined, ...hooks(ctx) }), ...more })(),
    ],
  });
  return {
    preflight: { config: processor({ preflight: (_: unknown, ctx: PluginContext) => fail(ctx) }) },
    setup: { config: sink(fail) },
    count: { config: source((ctx) => ({ count: () => fail(ctx) })) },
    targets: { config: source((ctx) => ({ targets: () => fail(ctx) })) },
    process: { config: processor({}, (ctx) => ({ process: () => fail(ctx) })) },
    cleanup: {
      config: processor({}, (ctx) => ({
        process: (_: unknown, { defer }: { defer: (run: () => void) => void }) => defer(() => fail(ctx)),
      })),
    },
    write: { config: sink((ctx) => ({ write: () => fail(ctx) })) },
    end: { config: sink((ctx) => ({ end: () => fail(ctx) })) },
    dispose: { config: sink((ctx) => ({ dispose: () => fail(ctx) })) },
    fingerprint: {
      config: processor({ fingerprint: (_: unknown, ctx: PluginContext) => fail(ctx) }),
      options: { journal: true },
    },
  };
}

for (const hook of Object.keys(configs(() => assert.fail()))) {
  test(`no secret of addSecret() leaves a run whose ${hook} throws`, async () => {
    await inTempFolder(async (cwd) => {
      for (const error of [leak(), leakyError("LEAKY", {}, { cause: leak() }), `rejected ${SECRET}`]) {
        const fail: Hook = ({ addSecret }) => {
          addSecret(SECRET);
          throw error;
        };
        const { config, options } = configs(fail)[hook] ?? assert.fail();
        const text = await leave(config, { cwd, ...options });
        assert.ok(text.includes("***"), `nothing was said: ${text}`);
        assert.ok(!text.includes(SECRET), text);
      }
    });
  });
}

test.run();
