import assert from "node:assert/strict";
import { test } from "uvu";
import type { RunFlags } from "#core/cli/commands/run.ts";
import type { Composition } from "#core/cli/composition.ts";
import { parseSeverities } from "#core/cli/flags.ts";
import { createProgram } from "#core/cli/program.ts";

const composition: Composition = {
  version: "1.0.0",
  loadBuiltIn: () => Promise.reject(new Error("no command is run")),
  openDemo: () => Promise.reject(new Error("no command is run")),
  modes: {},
  pipelineCommands: [],
  ownCommands: [],
  imageSource: "images",
  reportSink: "report",
  loadCiObservers: async () => [],
  loadReports: () => Promise.reject(new Error("no command is run")),
  loadConvert: () => Promise.reject(new Error("no command is run")),
  jobsFlags: ["remote"],
  onlyName: "remote",
  pluginFlags: [
    { flag: "--scanner-timeout <duration>", plugin: "scanner", option: "timeout", description: "how long" },
    { flag: "--no-cache", plugin: "scanner", option: "cache", description: "scan everything" },
    { flag: "--no-memory", plugin: "memory", description: "remember nothing" },
  ],
};

/** The flags that a command line comes to. */
async function parse(...args: readonly string[]): Promise<RunFlags | undefined> {
  let seen: RunFlags | undefined;
  const program = createProgram(composition, {
    run: async (_pipelines, flags) => {
      seen = flags;
    },
    check: async () => {},
    demo: async () => {},
    init: async () => {},
    create: async () => {},
    convert: async () => {},
    explain: async () => {},
    accept: async () => {},
    list: async () => {},
    completion: async () => {},
    pipeline: async () => {},
    own: async () => {},
  });
  await program.parseAsync(args, { from: "user" });
  return seen;
}

test("a flag of a plugin sets its option, and one that is not given leaves it to the config", async () => {
  assert.deepEqual((await parse())?.pluginOptions, {});
  assert.deepEqual((await parse("--scanner-timeout", "9m"))?.pluginOptions, { scanner: { timeout: "9m" } });
});

test("a flag that begins with --no- switches an option off", async () => {
  assert.deepEqual((await parse("--no-cache"))?.pluginOptions, { scanner: { cache: false } });
  const both = await parse("--no-cache", "--scanner-timeout", "9m", "--jobs-remote", "3");
  assert.deepEqual(both?.pluginOptions, { scanner: { timeout: "9m", cache: false } });
  assert.deepEqual(both?.jobs, { remote: 3 });
});

test("a flag without an option leaves its plugin out", async () => {
  const flags = await parse("--no-memory", "--no-cache");
  assert.deepEqual(flags?.without, ["memory"]);
  assert.deepEqual(flags?.pluginOptions, { scanner: { cache: false } });
  assert.deepEqual((await parse())?.without, []);
});

test("--fail-on takes severities in any case and as levels", async () => {
  for (const [text, severity] of [
    ["5", "CRITICAL"],
    ["1", "UNKNOWN"],
    ["high", "HIGH"],
  ] as const) {
    assert.deepEqual((await parse("--fail-on", text))?.failOn, { rules: [{ severity }] });
  }
});

test("--severity takes Trivy's lists, and stands for the least severity of them", async () => {
  for (const [text, severity] of [
    ["HIGH", "HIGH"],
    ["critical,high", "HIGH"],
    ["2", "LOW"],
    ["UNKNOWN,LOW,MEDIUM,HIGH,CRITICAL", "UNKNOWN"],
  ] as const) {
    assert.equal((await parse("--severity", text))?.severity, severity);
  }
});

test("--severity refuses a list with a hole, an unknown word and a second one", () => {
  for (const [call, expected] of [
    [() => parseSeverities("LOW,HIGH", undefined), /leaves out MEDIUM and CRITICAL.*--severity LOW/],
    [() => parseSeverities("HIHG,CRITICAL", undefined), /Did you mean HIGH\?/],
    [() => parseSeverities("HIGH,", undefined), /Expected one of UNKNOWN/],
    [() => parseSeverities("LOW", "HIGH"), /set twice/],
  ] as const) {
    assert.throws(call, expected);
  }
});

test.run();
