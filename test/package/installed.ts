import assert from "node:assert/strict";
import { mkdir, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type DemoRegistry, startDemoRegistry } from "#demo/loopback.ts";
import { findEngine, testWith } from "#support/needs.ts";
import { idsOf, loadReport } from "#support/report.ts";
import type { AddTests } from "./support/pack.ts";
import { runInstalled } from "./support/run_installed.ts";

/** The installed command in projects that have nothing else. */
export const addInstalledTests: AddTests = (test, packed) => {
  let demo: DemoRegistry;
  test.before(async () => {
    demo = await startDemoRegistry();
  });
  test.after(() => demo?.close());

  testWith(
    test,
    ["trivy"],
    "a folder with a list only: scan --mode remote gives a report, and a second one without loading what starts Trivy",
    async () => {
      const cwd = await packed().createProject({ "input_images.txt": `severity=1\n${demo.references[0]}\n` });
      const result = await runInstalled(packed(), ["--mode", "remote"], { cwd, env: toEnv(demo) });
      const { code, stdout, stderr, plugins, packages } = result;
      assert.equal(code, 0, stderr);
      assert.deepEqual(plugins, ["digest", "grouped_json", "history", "image_list", "stdout_filename", "trivy"]);
      assert.ok(!packages.includes("tsx"), packages.join());
      const [element, ...others] = await loadReport(cwd, stdout);
      assert.ok(element !== undefined && others.length === 0);
      assert.ok(idsOf(element).length > 0);
      assert.ok(packages.includes("execa"), packages.join());

      const again = await runInstalled(packed(), ["--mode", "remote"], { cwd, env: toEnv(demo) });
      assert.equal(again.code, 0, again.stderr);
      assert.match(again.stderr, /1 cached/);
      const unneeded = ["@clack/prompts", "execa", "picomatch", "tsx", "yaml"];
      assert.deepEqual(
        again.packages.filter((name) => unneeded.includes(name)),
        [],
      );
    },
  );

  testWith(test, ["trivy"], "a config in TypeScript, in a project without TypeScript: it is taken", async () => {
    const cwd = await packed().createProject({
      "images.txt": `severity=1\n${demo.references[0]}\n`,
      "scan.config.ts": [
        'import { defineConfig, defineSink, ScanError } from "hullscan";',
        'import { remote } from "hullscan/configs";',
        'import { groupedJson, stdoutFilename } from "hullscan/plugins";',
        'import { own } from "./lib/own.ts";',
        'const pipelines = { own: remote({ file: "images.txt", jobs: 1 as number }) };',
        "export default defineConfig({ pipelines, sinks: [groupedJson(), own(), stdoutFilename()] });",
      ].join("\n"),
      "lib/own.ts": [
        'import { defineSink, type Outcome } from "hullscan";',
        "export const own = defineSink({",
        '  name: "own",',
        "  setup: (_options, { log }) => ({",
        '    write: ({ target }: Outcome) => log.info("my own sink has seen " + target.image),',
        "  }),",
        "});",
      ].join("\n"),
    });
    const env = { ...toEnv(demo), TMPDIR: join(cwd, "tmp") };
    await mkdir(env.TMPDIR);
    const { code, stdout, stderr, packages } = await runInstalled(packed(), ["own"], { cwd, env });
    assert.equal(code, 0, stderr);
    assert.ok(packages.includes("tsx") && !packages.includes("typescript"), packages.join());
    assert.match(stderr, new RegExp(`my own sink has seen ${demo.references[0]}`));
    // What tsx keeps there is code that runs, and the folder may be another user's.
    assert.deepEqual(await readdir(env.TMPDIR), [], "no compiled code is kept in the temporary folder");
    assert.equal((await loadReport(cwd, stdout)).length, 1);
  });

  test("a config shares the command's own copy, whatever is installed beside it", async () => {
    for (const name of ["scan.config.ts", "scan.config.mjs"]) {
      const cwd = await packed().createProject({
        [name]: [
          'import { defineSource } from "hullscan";',
          'import { groupedJson } from "hullscan/plugins";',
          'const none = defineSource({ name: "none", setup: () => ({ targets: () => [] }) });',
          "export default { sources: [none()], sinks: [groupedJson()], scanless: true };",
          'console.log(import.meta.resolve("hullscan"));',
        ].join("\n"),
        "node_modules/hullscan/package.json": '{ "name": "hullscan", "version": "0.0.1", "exports": "./other.cjs" }',
        "node_modules/hullscan/other.cjs": 'throw new Error("another copy of hullscan was loaded");',
      });
      const { stdout, stderr } = await runInstalled(packed(), ["check"], { cwd });
      assert.ok(stdout.startsWith(`${pathToFileURL(packed().folder)}/dist/core/mod.js\n`), stdout + stderr);
      assert.match(stdout, /source {4}none/, stderr);
    }
  });

  test("the report html finds the script and style of its page", async () => {
    const cwd = await packed().createProject({
      "scan.config.mjs": [
        'import { defineProcessor, defineSource } from "hullscan";',
        'import { report } from "hullscan/plugins";',
        'const target = { id: "a", kind: "image", image: "a", minSeverity: "HIGH", origin: { from: "here" } };',
        'const one = defineSource({ name: "one", setup: () => ({ targets: () => [target] }) });',
        'const clean = defineProcessor({ name: "clean", provides: ["findings"], setup: () => ({ process: () => ({ findings: [] }) }) });',
        "export default { sources: [one()], processors: [clean()], sinks: [report({ html: true })] };",
      ].join("\n"),
    });
    const { code, stderr } = await runInstalled(packed(), [], { cwd });
    assert.equal(code, 0, stderr);
    const page = await readFile(join(cwd, "scan.html"), "utf8");
    assert.match(page, /<style>[\s\S]+--critical[\s\S]+class VirtualTable/);
  });

  test("scan demo without a Trivy: exit 2, and how to get one", async () => {
    const cwd = await packed().createProject();
    const { code, stderr } = await runInstalled(packed(), ["demo"], { cwd });
    assert.equal(code, 2, stderr);
    assert.match(stderr, /Trivy[\s\S]*(PATH|TRIVY_BINARY)/);
  });

  testWith(test, ["trivy"], "scan demo with a Trivy: the report of all samples", async () => {
    const cwd = await packed().createProject();
    const { code, stdout, stderr } = await runInstalled(packed(), ["demo"], { cwd, env: toEnv(demo) });
    assert.equal(code, 0, stderr);
    assert.equal((await loadReport(cwd, stdout)).length, 8);
  });
};

function toEnv({ dbRepository }: DemoRegistry): Readonly<Record<string, string>> {
  return { TRIVY_BINARY: findEngine("trivy") ?? "", TRIVY_DB_REPOSITORY: dbRepository };
}
