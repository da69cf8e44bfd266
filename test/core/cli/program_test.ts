import assert from "node:assert/strict";
import { test } from "uvu";
import type { PipelineFlags } from "#core/cli/add_pipeline_command.ts";
import type { Composition, OwnCommand, PipelineCommand } from "#core/cli/composition.ts";
import { type Actions, createProgram, maskValues } from "#core/cli/program.ts";

const REVIEW: PipelineCommand = {
  name: "review",
  description: "review things",
  flags: [
    { flag: "--days <n>", description: "days", type: "number", sets: [{ plugin: "reviewer", option: "days" }] },
    { flag: "--only <glob...>", description: "only", sets: [{ plugin: "lister", option: "only" }] },
    { flag: "--codes <list>", description: "codes", type: "numbers", sets: [{ plugin: "reviewer", option: "codes" }] },
    { flag: "--dry-run", description: "plan", value: "plan", sets: [{ plugin: "reviewer", option: "action" }] },
  ],
  notes: ["Mind the step."],
};

const unused = () => Promise.reject(new Error("not to be called"));

const COMPOSITION: Composition = {
  version: "1.0.0",
  loadBuiltIn: unused,
  openDemo: unused,
  pluginFlags: [],
  modes: {},
  imageSource: "images",
  reportSink: "report",
  loadCiObservers: async () => [],
  loadReports: unused,
  loadConvert: unused,
  jobsFlags: [],
  onlyName: "remote",
  pipelineCommands: [],
  ownCommands: [],
};

const ACTIONS: Actions = {
  run: unused,
  check: unused,
  demo: unused,
  completion: unused,
  init: unused,
  list: unused,
  create: unused,
  convert: unused,
  explain: unused,
  accept: unused,
  own: unused,
  pipeline: unused,
};

/** What the action of the command is given for some arguments. */
async function parse(args: readonly string[], command: PipelineCommand = REVIEW): Promise<PipelineFlags | undefined> {
  let flags: PipelineFlags | undefined;
  const composition: Composition = { ...COMPOSITION, pipelineCommands: [command] };
  const program = createProgram(composition, {
    ...ACTIONS,
    pipeline: async (_command, given) => {
      flags = given;
    },
  });
  await program.parseAsync(["review", ...args], { from: "user" });
  return flags;
}

test("a pipeline command is given its own flags with their values, and the common ones", async () => {
  const flags = await parse(["--days", "15", "--only", "a*", "b", "--codes", "2,3", "--jobs", "4", "--quiet"]);
  assert.deepEqual(
    flags?.given.map(({ flag, value }) => [flag.flag.split(" ")[0], value]),
    [
      ["--days", 15],
      ["--only", ["a*", "b"]],
      ["--codes", [2, 3]],
    ],
  );
  assert.deepEqual([flags?.jobs, flags?.quiet, flags?.logFormat], [4, true, "pretty"]);
});

test("a pipeline command with a dry run of its own does not run the common one", async () => {
  const own = await parse(["--dry-run"]);
  assert.deepEqual([own?.dryRun, own?.given.map(({ flag }) => flag.value)], [false, ["plan"]]);
  const common = await parse(["--dry-run"], { ...REVIEW, flags: [] });
  assert.deepEqual([common?.dryRun, common?.given], [true, []]);
});

test("a command of its own is called with its words, its flags and the common ones, and loads nothing before", async () => {
  const calls: unknown[] = [];
  const command: OwnCommand = {
    name: "ask",
    description: "ask",
    arguments: [
      { name: "<first>", description: "first" },
      { name: "[others...]", description: "others" },
    ],
    flags: [
      { flag: "--limit <n>", description: "limit", type: "number" },
      { flag: "--json", description: "JSON", conflicts: ["svg"] },
      { flag: "--svg <file>", description: "SVG" },
    ],
    notes: [],
    load: unused,
  };
  const composition = { ...COMPOSITION, ownCommands: [command] };
  const program = createProgram(composition, { ...ACTIONS, own: async (own, call) => void calls.push(own.name, call) });
  program.commands.find((one) => one.name() === "ask")?.configureOutput({ writeErr() {}, outputError() {} });
  await program.parseAsync(["ask", "a", "b", "c", "--limit", "3", "--output-dir", "out"], { from: "user" });
  assert.deepEqual(calls, ["ask", { words: ["a", "b", "c"], flags: { limit: 3 }, outputDir: "out", color: true }]);
  for (const wrong of [["ask"], ["ask", "a", "--json", "--svg", "x"], ["ask", "a", "--limit", "x"]]) {
    await assert.rejects(program.parseAsync(wrong, { from: "user" }), { name: "CommanderError" });
  }
});

test("maskValues() takes values out of what is said about mistyped options, and leaves the rest", () => {
  assert.equal(maskValues("error: unknown option '--tokn=abc=d e'\n"), "error: unknown option '--tokn=***'\n");
  assert.equal(
    maskValues("error: unknown option '--tokn'\n(Did you mean --token?)"),
    "error: unknown option '--tokn'\n(Did you mean --token?)",
  );
});

test.run();
