import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { buildConfigSchema } from "#core/config/build_config_schema.ts";
import { listCatalog } from "#core/config/catalog.ts";
import { catalog } from "#plugins/catalog.ts";
import { type AddTests, PROJECT } from "./support/pack.ts";

/** The schema of configs, as editors take it from the package. */
export const addSchemaTests: AddTests = (test, packed) => {
  const load = async () => JSON.parse(await readFile(join(packed().folder, "schema.json"), "utf8"));

  test("schema.json is the schema that the code builds", async () => {
    assert.deepEqual(await load(), JSON.parse(JSON.stringify(buildConfigSchema(await listCatalog(catalog)))));
  });

  test("schema.json takes the example config, and refuses one with a mistyped plugin", async () => {
    const isValid = new Ajv({ strictTypes: false, formats: { uri: true } }).compile(await load());
    const page = await readFile(join(PROJECT, "docs/config.md"), "utf8");
    const blocks = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => parse(text));
    const configs = blocks.filter((block) => "sources" in block || "pipelines" in block);
    assert.ok(configs.length > 0);
    for (const config of configs) assert.ok(isValid(config), JSON.stringify(isValid.errors));
    assert.equal(isValid({ sources: ["image_list"], processors: ["trivvy"] }), false);
  });

  for (const format of ["yaml", "json"]) {
    test(`scan init writes ${format} that names the schema where the package is installed, and is valid by it`, async () => {
      const project = await packed().createProject();
      await mkdir(join(project, "node_modules"));
      await symlink(packed().folder, join(project, "node_modules/hullscan"));
      const args = ["init", "--format", format, "--pipelines", "remote,local,dtr"];
      execFileSync(process.execPath, [packed().program, ...args], { cwd: project, stdio: "pipe" });
      const text = await readFile(join(project, `scan.config.${format}`), "utf8");
      const [, named = ""] = /^(?:# yaml-language-server: \$schema=|\{\n {2}"\$schema": ")([^"\n]+)/.exec(text) ?? [];
      const isValid = new Ajv({ strictTypes: false, formats: { uri: true } }).compile(
        JSON.parse(await readFile(join(project, named), "utf8")),
      );
      assert.ok(isValid(parse(text)), JSON.stringify(isValid.errors));
      // The key that names the schema is no mistake to the program either.
      execFileSync(process.execPath, [packed().program, "check", "--offline"], { cwd: project, stdio: "pipe" });
    });
  }
};
