import assert from "node:assert/strict";
import { test } from "uvu";
import { z } from "zod";
import { type ResolveOptions, resolveConfig } from "#core/config/resolve.ts";
import { defineProcessor, defineSink, defineSource, isScanError, type ScanConfig } from "#core/mod.ts";

const list = defineSource({
  name: "list",
  options: z.strictObject({ file: z.string(), severityLevel: z.int().default(4) }),
  provides: ["image"],
  setup: () => ({ targets: () => [] }),
});
const plain = defineSource({ name: "plain", setup: () => ({ targets: () => [] }) });
const scanner = defineProcessor({
  name: "scanner",
  options: z.strictObject({ timeout: z.string().default("10m") }),
  needs: ["image"],
  provides: ["findings"],
  setup: () => ({ process: () => undefined }),
});
const judge = defineProcessor({ name: "judge", needs: ["findings"], setup: () => ({ process: () => undefined }) });
const report = defineSink({ name: "report", provides: ["artifact"], setup: () => ({}) });
const echo = defineSink({ name: "echo", needs: ["artifact"], setup: () => ({}) });
const catalog = {
  source: { list: async () => list },
  processor: { scanner: () => scanner },
  sink: { report: () => report, echo: () => echo },
};

/** The messages and hints of all that is wrong with a config. */
async function problemsOf(config: unknown, options: ResolveOptions = {}): Promise<readonly string[]> {
  try {
    await resolveConfig(config as ScanConfig, { path: "scan.config.ts", ...options });
    return [];
  } catch (error) {
    assert.ok(isScanError(error) && error.usage, String(error));
    if (error.problems === undefined) return [error.message];
    assert.match(error.message, /(scan\.config\.ts|The command line) has (a problem|\d+ problems)$/);
    return (error.problems ?? []).map(({ message, hint }) => (hint === undefined ? message : `${message} | ${hint}`));
  }
}

test("resolveConfig() completes a config with defaults", async () => {
  const config = {
    pipelines: {
      remote: { sources: [list({ file: "a.txt" }), [null, false && plain()]], processors: [scanner()], jobs: 3 },
      off: false,
    },
    sinks: [report(), [echo()]],
    outputDir: "reports",
    failOn: "HIGH",
  } satisfies ScanConfig;
  const resolved = await resolveConfig(config, { cwd: "/base" });
  const [remote, ...others] = resolved.pipelines;
  assert.deepEqual(others, []);
  assert.deepEqual(
    [remote?.name, remote?.jobs, resolved.outputDir, resolved.failOn],
    ["remote", 3, "/base/reports", { rules: [{ severity: "HIGH" }] }],
  );
  assert.deepEqual(
    remote?.sources.map(({ options }) => options),
    [{ file: "a.txt", severityLevel: 4 }],
  );
  assert.deepEqual(
    remote?.processors.map(({ options }) => options),
    [{ timeout: "10m" }],
  );
  assert.deepEqual(
    remote?.sinks.map(({ plugin }) => plugin.definition.name),
    ["report", "echo"],
  );
});

test("resolveConfig() takes a single pipeline at top level", async () => {
  const { pipelines } = await resolveConfig({ sources: [plain()], sinks: [report()] });
  assert.deepEqual(
    pipelines.map(({ name, jobs, sinks }) => [name, jobs, sinks.length]),
    [["default", 1, 1]],
  );
});

test("resolveConfig() tells every problem at once, each with its path, what was expected, and the nearest known key", async () => {
  const config = {
    pipelines: {
      remote: {
        sources: [list({ fil: "a.txt" } as never), "x"],
        procesors: [],
        jobs: "two",
      },
      empty: { sources: [] },
      none: 5,
    },
    sinks: [scanner()],
    failOn: "HIHG",
    outputDirectory: ".",
  };
  assert.deepEqual(await problemsOf(config, { catalog }), [
    'config: the key "outputDirectory" is not known; expected one of pipelines, sources, processors, jobs, sinks, defaultSinks, scanless, observers, engine, outputDir, failOn, accept, owners, intel, ci, summary, journal',
    'sinks[0]: expected a sink, but "scanner" is a processor',
    'pipelines.remote: the key "procesors" is not known; expected one of sources, processors, jobs, sinks, defaultSinks, scanless | Did you mean "processors"?',
    "pipelines.remote.sources[0] (list).file: is required: expected a text",
    'pipelines.remote.sources[0] (list): the key "fil" is not known; expected one of file, severityLevel | Did you mean "file"?',
    'pipelines.remote.sources[1]: there is no source "x" and no package "hullscan-source-x"; known are list',
    'pipelines.remote.jobs: expected a whole number from 1 to 1024, not "two"',
    "pipelines.empty.sources: expected at least one source",
    "pipelines.none: expected a pipeline { sources, processors, jobs }, not 5",
    'failOn: expected one of UNKNOWN, LOW, MEDIUM, HIGH, CRITICAL, or 1 to 5, not "HIHG" | Did you mean "HIGH"?',
  ]);
});

test("resolveConfig() finds plugins by name for JSON and YAML", async () => {
  const named = { sources: [{ list: { file: "a.txt" } }], processors: ["scanner"], sinks: ["report", "echo"] };
  const { pipelines } = await resolveConfig(named as never, { catalog });
  assert.deepEqual(pipelines[0]?.sources[0]?.options, { file: "a.txt", severityLevel: 4 });
  const wrong = { sources: ["lsit", { a: 1, b: 2 }, 7], sinks: ["toString"] };
  assert.deepEqual(await problemsOf(wrong, { catalog }), [
    'sinks[0]: there is no sink "toString"; known are report, echo',
    'sources[0]: there is no source "lsit" and no package "hullscan-source-lsit"; known are list | Did you mean "list"?',
    "sources[1]: expected a source plugin, its name, or { name: options }, not an object",
    "sources[2]: expected a source plugin, its name, or { name: options }, not 7",
  ]);
});

test("resolveConfig() makes a pipeline that is a function, and only where it is wanted", async () => {
  const called: string[] = [];
  const make = (name: string) => async () => {
    called.push(name);
    return { sources: [plain()] };
  };
  const config = { pipelines: { one: make("one"), two: make("two"), three: { sources: [plain()] } } };
  const { pipelines } = await resolveConfig(config, { pipelines: ["two"] });
  assert.deepEqual([pipelines.map(({ name }) => name), called], [["two"], ["two"]]);
  const all = await resolveConfig(config);
  assert.deepEqual(
    all.pipelines.map(({ name }) => name),
    ["one", "two", "three"],
  );
  assert.deepEqual(await problemsOf(config, { pipelines: ["tow"] }), [
    'There is no pipeline "tow" in the config (it has one, two, three); did you mean "two"?',
  ]);
  assert.deepEqual(
    await problemsOf({
      pipelines: {
        none: () => undefined,
        wrong: async () => ({ sources: [] }),
        dead: () => {
          throw new Error("no such team");
        },
      },
    }),
    [
      "pipelines.none: expected a pipeline { sources, processors, jobs }, not nothing",
      "pipelines.wrong.sources: expected at least one source",
      "pipelines.dead: its function threw: no such team",
    ],
  );
});

test("resolveConfig() refuses plugins in an order in which they cannot work", async () => {
  const config = {
    pipelines: {
      one: { sources: [list({ file: "a" })], processors: [judge(), scanner()] },
      two: { sources: [list({ file: "a" }), plain()], processors: [scanner()] },
    },
    sinks: [echo(), report()],
  };
  assert.deepEqual(await problemsOf(config), [
    'sinks: "echo" needs "artifact": put "report" before it',
    'pipelines.one.processors: "judge" needs "findings": put "scanner" before it',
    'pipelines.two.processors: "scanner" needs "image": no plugin before it provides that',
  ]);
});

test("resolveConfig() refuses options where a plugin takes none, and options that are none", async () => {
  const stray = { ...plain(), options: { a: 1 } };
  const text = { ...plain(), options: "a" };
  assert.deepEqual(await problemsOf({ sources: [stray, text] }), [
    'sources[0] (plain): the key "a" is not known; expected none',
    'sources[1] (plain): expected an object of options, not "a"',
  ]);
});

test("resolveConfig() says what is not a config at all", async () => {
  for (const value of [null, 3, "x", []]) assert.equal((await problemsOf(value)).length, 1);
  assert.deepEqual(await problemsOf({}), ['config: expected "pipelines", or "sources" of a single pipeline']);
  assert.deepEqual(await problemsOf({ pipelines: {} }), ["pipelines: expected at least one pipeline"]);
  assert.deepEqual(await problemsOf({ pipelines: { a: { sources: [plain()] } }, jobs: 2 }), [
    'jobs: belongs into a pipeline when there are "pipelines"',
  ]);
});

test("resolveConfig() chooses pipelines by name, in the order given", async () => {
  const pipelines = { remote: { sources: [plain()] }, local: { sources: [plain()] } };
  const { pipelines: chosen } = await resolveConfig({ pipelines }, { pipelines: ["local", "remote"] });
  assert.deepEqual(
    chosen.map(({ name }) => name),
    ["local", "remote"],
  );
  assert.deepEqual(await problemsOf({ pipelines }, { pipelines: ["remot"] }), [
    'There is no pipeline "remot" in the config (it has remote, local); did you mean "remote"?',
  ]);
});

test("resolveConfig() lets the command line override jobs and options, and checks them alike", async () => {
  const pipelines = { remote: { sources: [list({ file: "a" })], processors: [scanner({ timeout: "1m" })] } };
  const {
    pipelines: [remote],
  } = await resolveConfig({ pipelines }, { jobs: { remote: 7 }, pluginOptions: { scanner: { timeout: "9m" } } });
  assert.deepEqual([remote?.jobs, remote?.processors[0]?.options], [7, { timeout: "9m" }]);
  assert.deepEqual(await problemsOf({ pipelines }, { pluginOptions: { scanner: { timeout: 9 } } }), [
    'pipelines.remote.processors[0] (scanner).timeout: expected a text such as "10m", not 9: write "9m"',
  ]);
});

test("resolveConfig() adds sinks by name to those that each pipeline has", async () => {
  const one = { sources: [plain()], sinks: [] };
  const pipelines = { one, two: { sources: [plain()] } };
  const resolved = await resolveConfig({ pipelines, sinks: [report()] }, { catalog, sinks: ["report"] });
  const names = resolved.pipelines.map(({ sinks }) => sinks.map(({ plugin }) => plugin.definition.name));
  assert.deepEqual(names, [["report"], ["report", "report"]]);
  assert.equal(resolved.pipelines[0]?.sinks[0], resolved.pipelines[1]?.sinks[1], "it is set up once for both");
  assert.deepEqual(await problemsOf({ pipelines: { one } }, { catalog, sinks: ["echo"] }), [
    '--sink: "echo" needs "artifact": no plugin before it provides that',
  ]);
});

test("resolveConfig() refuses a plugin of another contract, and a factory that was not called", async () => {
  const brand = Symbol.for("hullscan.plugin");
  const newer = { ...plain(), [brand]: 7 };
  const older = { ...plain(), [brand]: 0 };
  const unknown = { [brand]: "x" };
  const tail = "of the plugin contract, and this hullscan has version 1: upgrade";
  assert.deepEqual(await problemsOf({ sources: [newer, older, unknown, plain] }), [
    `sources[0]: the source "plain" cannot be used: it was made for version 7 ${tail} hullscan`,
    `sources[1]: the source "plain" cannot be used: it was made for version 0 ${tail} the plugin`,
    "sources[2]: the source of unknown name cannot be used: it does not say for which version of the plugin contract it was made: upgrade the plugin",
    "sources[3]: expected a source plugin, its name, or { name: options }, not its factory: call it",
  ]);
});

test.run();
