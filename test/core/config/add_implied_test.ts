import assert from "node:assert/strict";
import { test } from "uvu";
import { formatPipeline } from "#core/cli/terminal/format_pipeline.ts";
import { resolveConfig } from "#core/config/resolve.ts";
import type { Capability } from "#core/kit.ts";
import { defineProcessor, defineSource, isScanError, type ScanConfig } from "#core/mod.ts";

const idle = () => ({ process: () => undefined });
const source = (...provides: Capability[]) =>
  defineSource({ name: "s", provides, setup: () => ({ targets: () => [] }) });
const make = (name: string, provides: readonly Capability[] = []) =>
  defineProcessor({ name, needs: ["image"], provides, setup: idle });
const digests = make("digests", ["digest"]);
const scanner = defineProcessor({
  name: "scanner",
  needs: ["image"],
  provides: ["findings"],
  implies: async () => digests(),
  setup: idle,
});

async function linesOf(config: ScanConfig): Promise<readonly string[]> {
  const { pipelines } = await resolveConfig(config);
  const lines = pipelines.flatMap(formatPipeline).filter((line) => line.startsWith("  processor"));
  return lines.map((line) => line.slice("  processor ".length));
}

test("what a processor wants before it is put there, and shown with who wants it", async () => {
  const sources = [source("image")()];
  const processors = [make("other")(), scanner(), scanner()];
  assert.deepEqual(await linesOf({ sources, processors }), [
    "other {}",
    "digests (implied by scanner) {}",
    "scanner {}",
    "scanner {}",
  ]);
});

test("nothing is implied where something provides the same, wherever it stands, nor where nothing is wanted", async () => {
  const sources = [source("image")()];
  const own = make("own", ["digest"]);
  assert.deepEqual(await linesOf({ sources, processors: [own(), scanner()] }), ["own {}", "scanner {}"]);
  assert.deepEqual(await linesOf({ sources, processors: [scanner(), own()] }), ["scanner {}", "own {}"]);
  assert.deepEqual(await linesOf({ sources: [source("image", "digest")()], processors: [scanner()] }), ["scanner {}"]);
  const modest = defineProcessor({ name: "modest", implies: () => undefined, setup: idle });
  assert.deepEqual(await linesOf({ sources, processors: [modest()] }), ["modest {}"]);
});

test("a want that cannot be met is a problem of the config", async () => {
  const broken = defineProcessor({
    name: "broken",
    implies: () => {
      throw new Error("no module");
    },
    setup: idle,
  });
  const error = await resolveConfig({ sources: [source()()], processors: [broken()] }).catch(
    (thrown: unknown) => thrown,
  );
  assert.ok(isScanError(error));
  assert.match(
    error.problems?.[0]?.message ?? "",
    /^processors: cannot load what "broken" needs before it: .*no module$/,
  );
});

test.run();
