import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { type AddTests, linkPackage, PROJECT } from "./support/pack.ts";

const COMPILER = join(PROJECT, "node_modules/typescript/bin/tsc");

/** Plugins that are made in a project which has the package installed. */
export const addNewPluginTests: AddTests = (test, packed) => {
  test("scan new in a project: each plugin passes its tests, compiles strictly, and works by its name", async () => {
    const project = await packed().createProject({
      "scan.config.yaml": [
        "sources: [{ pager: { images: [a:1] } }]",
        "processors: [hullscan-processor-pager]",
        "sinks: [pager]",
        "observers: [pager]",
        "engine: { pager: { limitMs: 60000 } }",
        "scanless: true",
      ].join("\n"),
    });
    const modules = join(project, "node_modules");
    await linkPackage("@types/node", modules);
    for (const kind of ["source", "processor", "sink", "observer", "engine"]) {
      const made = run(packed().program, ["new", kind, "pager"], project);
      assert.equal(made.status, 0, made.stderr);
      assert.doesNotMatch(made.stdout, /until npm install/);
      const folder = join(project, `hullscan-${kind}-pager`);
      const tested = run("npm", ["test", "--offline"], folder);
      assert.equal(tested.status, 0, tested.stdout + tested.stderr);
      const compiled = run(process.execPath, [COMPILER, "-p", folder], folder);
      assert.equal(compiled.status, 0, compiled.stdout);
      await symlink(folder, join(modules, `hullscan-${kind}-pager`));
    }
    const { status, stderr } = run(packed().program, [], project);
    assert.equal(status, 0, stderr);
    assert.match(stderr, /a:1: done/);
  });
};

function run(program: string, args: readonly string[], cwd: string) {
  const { PATH = "", HOME = "" } = process.env;
  return spawnSync(program, args, { cwd, encoding: "utf8", env: { PATH, HOME, NO_COLOR: "1" } });
}
