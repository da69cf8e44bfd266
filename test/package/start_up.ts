import assert from "node:assert/strict";
import type { AddTests } from "./support/pack.ts";
import { runInstalled } from "./support/run_installed.ts";

/** What the installed command loads; it is slow to start when that is too much. */
export const addStartUpTests: AddTests = (test, packed) => {
  test("--help and --version load what parses arguments: no plugin, no preset, none of the large libraries", async () => {
    const cwd = await packed().createProject();
    for (const args of [["--help"], ["--version"], ["dtr", "--help"]]) {
      const { code, stderr, files, modules, packages } = await runInstalled(packed(), args, { cwd });
      assert.equal(code, 0, stderr);
      assert.deepEqual(packages, ["commander"]);
      assert.ok(modules.includes("bin/scan.ts"));
      // All that reading flags needs of the services: words of others made safe to print, and what is a record. Both
      // import nothing.
      assert.deepEqual(
        modules.filter((module) => /^(plugins|configs|demo|core\/(run|services))\//.test(module)),
        ["core/services/printable.ts", "core/services/values.ts"],
      );
      assert.ok(files.length <= 8, files.join());
    }
  });

  test("a config in YAML loads the plugins that it names, the two sinks of the built-in config, and no tsx", async () => {
    const cwd = await packed().createProject({
      "images.txt": "nginx:1.27\n",
      "scan.config.yaml": "sources: [{ image_list: { file: images.txt } }]\nsinks: [grouped_json]\nscanless: true\n",
    });
    for (const args of [["check", "--offline"], ["--dry-run"]]) {
      const { code, stderr, plugins, packages } = await runInstalled(packed(), args, { cwd });
      assert.equal(code, 0, stderr);
      assert.deepEqual(plugins, ["grouped_json", "image_list", "stdout_filename"]);
      assert.ok(!packages.includes("tsx"), packages.join());
    }
  });

  test("a pipeline of the built-in config loads its own plugins only", async () => {
    const cwd = await packed().createProject({
      "input_images.txt": "nginx:1.27\n",
      "input_images_files.txt": "Dockerfile\n",
      Dockerfile: "FROM scratch\n",
    });
    const expected = {
      remote: ["digest", "grouped_json", "history", "image_list", "stdout_filename", "trivy"],
      local: ["digest", "docker_build", "dockerfile_list", "grouped_json", "history", "stdout_filename", "trivy"],
    };
    for (const [mode, names] of Object.entries(expected)) {
      const { code, stderr, plugins, packages } = await runInstalled(packed(), ["--mode", mode, "--dry-run"], { cwd });
      // Without a network the image would fail.
      assert.ok(code === 0 || code === 4, stderr);
      assert.deepEqual(plugins, names);
      assert.deepEqual(
        packages.filter((name) => ["tsx", "@clack/prompts", "picomatch"].includes(name)),
        [],
      );
    }
  });
};
