import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { runCli } from "#support/cli.ts";
import { inTempFolder } from "#support/temp_folder.ts";

const PLUGINS = `
  import { defineProcessor, defineSource } from "hullscan";
  import { fakeTarget } from "hullscan/testing";
  const list = defineSource({ name: "list", provides: ["image"], setup: () => ({ targets: () => [fakeTarget()] }) });
  const note = defineProcessor({ name: "note", setup: () => ({ process: () => ({ note: "seen" }) }) });
`;

async function run(config: string, ...args: readonly string[]) {
  let result = { code: null as number | null, stdout: "", stderr: "" };
  await inTempFolder(async (cwd) => {
    await writeFile(join(cwd, "scan.config.mjs"), `${PLUGINS}\nexport default ${config};`);
    result = await runCli(args, { cwd });
  });
  return result;
}

const NO_SCANNER = /processors: there is no scanner, .*"trivy".*scanless: true/;

test("a config without a scanner is a mistake: of a run, with a gate too, and of `scan check`", async () => {
  for (const [config, ...args] of [
    ["{ sources: [list()], processors: [note()] }", "run"],
    ['{ sources: [list()], failOn: "LOW" }', "run"],
    ["{ pipelines: { a: { sources: [list()], processors: [false && note()] } } }", "run", "a", "--fail-on", "low"],
    ["{ sources: [list()], processors: [note()] }", "check"],
    ["{ sources: [list()], processors: [note()] }", "run", "--dry-run"],
  ] as const) {
    const { code, stderr } = await run(config, ...args);
    assert.equal(code, 2, `${config}: ${stderr}`);
    assert.match(stderr, NO_SCANNER);
  }
});

test("scanless: true, of the config or of a pipeline, says that it is meant so; anything else is a mistake", async () => {
  const flat = await run("{ sources: [list()], processors: [note()], scanless: true }", "run");
  assert.deepEqual([flat.code, /ok .* seen/.test(flat.stderr)], [0, true], flat.stderr);
  const named = await run("{ pipelines: { a: { sources: [list()], scanless: true } } }", "run", "a");
  assert.equal(named.code, 0, named.stderr);
  const wrong = await run('{ sources: [list()], processors: [note()], scanless: "yes" }', "run");
  assert.equal(wrong.code, 2);
  assert.match(wrong.stderr, /scanless: expected true or false, not "yes"/);
});

test("a DTR scans by itself what is requested of it; what is only selected needs a scanner", async () => {
  const dtr = (action: string) => `{
    pipelines: { a: {
      sources: [{ dtr_namespaces: { url: "https://dtr.invalid", namespaces: ["a"] } }],
      processors: [{ dtr_rescan: { url: "https://dtr.invalid", action: "${action}" } }],
    } },
    sinks: ["grouped_json"],
  }`;
  const selected = await run(dtr("select"), "check", "--offline");
  assert.match(selected.stderr, NO_SCANNER);
  const requested = await run(dtr("request"), "check", "--offline");
  assert.equal(requested.code, 0, requested.stderr);
});

test.run();
