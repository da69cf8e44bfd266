import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { type AddTests, linkPackage, PROJECT } from "./support/pack.ts";

const COMPILER = join(PROJECT, "node_modules/typescript/bin/tsc");
const SETTINGS = {
  nodenext: { module: "nodenext" },
  bundler: { module: "esnext", moduleResolution: "bundler" },
} as const;

/** A TypeScript project of somebody else, compiled against the types that the package has. */
export const addConsumerTests: AddTests = (test, packed) => {
  for (const [name, settings] of Object.entries(SETTINGS)) {
    test(`a program in TypeScript compiles strictly under ${name}, and runs from what it compiles to`, async () => {
      const compilerOptions = {
        ...settings,
        target: "es2023",
        lib: ["es2023", "esnext.disposable"],
        types: ["node"],
        strict: true,
        exactOptionalPropertyTypes: true,
        outDir: "dist",
      };
      const project = await packed().createProject({
        "package.json": JSON.stringify({ name: "consumer", private: true, type: "module" }),
        "tsconfig.json": JSON.stringify({ compilerOptions, include: ["src"] }),
        "src/main.ts": await readFile(join(import.meta.dirname, "fixtures/consumer.ts"), "utf8"),
        // What must not compile against the sources must not compile against the package: it has not become `any`.
        "src/config.ts": await readFile(join(PROJECT, "test/types/config.ts"), "utf8"),
        "src/order.ts": await readFile(join(PROJECT, "test/types/order.ts"), "utf8"),
      });
      await linkPackage("@types/node", join(project, "node_modules"));
      const compiled = run(project, [COMPILER, "-p", project]);
      assert.equal(compiled.status, 0, compiled.stdout);
      const { status, stdout, stderr } = run(project, [join(project, "dist/main.js")]);
      assert.equal(status, 0, stderr);
      assert.deepEqual(JSON.parse(stdout), {
        finished: ["done shop/api:1.0", "done shop/web:2.0", "skipped old/thing:0.1"],
        teams: { shop: ["image:shop/api:1.0", "image:shop/web:2.0"] },
        refused: "CONFIG_INVALID",
        jobs: 2,
        logs: ["info: it works"],
      });
      const [report, ...others] = (await readdir(project)).filter((file) => /^advanced_scan_results_/.test(file));
      assert.deepEqual(others, []);
      assert.equal(JSON.parse(await readFile(join(project, report ?? ""), "utf8")).length, 3);
    });
  }
};

function run(cwd: string, args: readonly string[]) {
  return spawnSync(process.execPath, args, { cwd, encoding: "utf8" });
}
