import assert from "node:assert/strict";
import { test } from "uvu";
import { dtr, local, remote } from "#configs/mod.ts";
import { findSinkless } from "#core/cli/has_report.ts";
import { formatPipeline } from "#core/cli/terminal/format_pipeline.ts";
import { type ResolveOptions, resolveConfig } from "#core/config/resolve.ts";
import type { ScanConfig } from "#core/mod.ts";
import { groupedJson, history } from "#plugins/mod.ts";

/** The sinks of each pipeline, as `scan check` prints them, without their options. */
async function sinksOf(config: ScanConfig, options?: ResolveOptions): Promise<readonly (readonly string[])[]> {
  const { pipelines } = await resolveConfig(config, options);
  const lines = pipelines.map((pipeline) => formatPipeline(pipeline).filter((line) => line.startsWith("  sink ")));
  return lines.map((sinks) => sinks.map((line) => line.slice("  sink ".length, line.indexOf("{")).trim()));
}

test("presets bring a history behind the sinks of the config, one for all pipelines", async () => {
  const config = { pipelines: { remote: remote(), local: local(), dtr: dtr() }, sinks: [groupedJson()] };
  const both = ["grouped_json", "history (by default)"];
  assert.deepEqual(await sinksOf(config), [both, both, both]);
  const { pipelines } = await resolveConfig(config);
  assert.equal(new Set(pipelines.map(({ sinks }) => sinks[1])).size, 1);
});

test("a history of the config takes its place; other options of a preset make another one", async () => {
  const sinks = [groupedJson(), history({ keepRuns: 5 })];
  assert.deepEqual(await sinksOf({ pipelines: { remote: remote() }, sinks }), [["grouped_json", "history"]]);
  const own = { pipelines: { a: remote({ history: { keepRuns: 5 } }), b: remote() }, sinks: [] };
  const { pipelines } = await resolveConfig(own);
  assert.deepEqual(
    pipelines.map(({ sinks: [sink] }) => (sink?.options as { keepRuns: number }).keepRuns),
    [5, 1000],
  );
});

test("`history: false`, and a call that does without, leave it out", async () => {
  assert.deepEqual(await sinksOf({ pipelines: { remote: remote({ history: false }) }, sinks: [groupedJson()] }), [
    ["grouped_json"],
  ]);
  const named = { pipelines: { remote: remote() }, sinks: [groupedJson(), history()] };
  assert.deepEqual(await sinksOf(named, { without: ["history"] }), [["grouped_json"]]);
});

test("options of a call reach a sink that nobody named", async () => {
  const { pipelines } = await resolveConfig(
    { pipelines: { remote: remote() }, sinks: [] },
    { pluginOptions: { history: { keepRuns: 7 } } },
  );
  assert.equal((pipelines[0]?.sinks[0]?.options as { keepRuns: number }).keepRuns, 7);
});

test("a pipeline that has nothing but its history reports nothing: the command line says so", async () => {
  const silent = await resolveConfig({ pipelines: { remote: remote() }, sinks: [] });
  assert.deepEqual(
    findSinkless(silent).map(({ code }) => code),
    ["NO_SINK"],
  );
  const reported = await resolveConfig({ pipelines: { remote: remote() }, sinks: [groupedJson()] });
  assert.deepEqual(findSinkless(reported), []);
});

test.run();
