import assert from "node:assert/strict";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import type { Target } from "#core/mod.ts";
import { dockerfileList } from "#plugins/sources/dockerfile_list/mod.ts";
import { openPlugin, runPluginPreflight } from "#support/open_plugin.ts";
import { createPluginContext, recordLog } from "#support/plugin_context.ts";
import { catchScanError } from "#support/scan_error.ts";
import { inTempFolder } from "#support/temp_folder.ts";

async function readList(cwd: string, ...lines: readonly string[]) {
  await writeFile(join(cwd, "input_images_files.txt"), lines.join("\n"));
  const { log, lines: logs } = recordLog();
  const ctx = createPluginContext(cwd, { plugin: "dockerfile_list", log });
  await runPluginPreflight(dockerfileList(), ctx);
  const hooks = await openPlugin(dockerfileList(), ctx);
  const targets: Target[] = [];
  for await (const target of hooks.targets(ctx) as AsyncIterable<Target>) targets.push(target);
  return { targets, logs, count: await hooks.count?.(ctx) };
}

test("dockerfileList() emits a target per path, as it is written, once", async () => {
  await inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "My App (1)"));
    await writeFile(join(cwd, "My App (1)", "Dockerfile.prod"), "FROM scratch\n");
    const path = "My App (1)/Dockerfile.prod";
    const { targets, logs, count } = await readList(cwd, "# builds", "severity=2", path, "", `  ${path}  `);
    const origin = { from: "input_images_files.txt", line: 3 };
    const target = { id: `dockerfile:${path}`, kind: "dockerfile", dockerfile: path, minSeverity: "LOW", origin };
    assert.deepEqual(targets, [target]);
    assert.equal(count, 1);
    assert.match(logs.join("\n"), /line 5: .* repeats line 3/);
  });
});

test("dockerfileList() fails a path that is missing, a folder, or too long, and goes on", async () => {
  await inTempFolder(async (cwd) => {
    await mkdir(join(cwd, "app"));
    await writeFile(join(cwd, "app", "Dockerfile"), "FROM scratch\n");
    const lines = ["severity=4", "app", "gone/Dockerfile", "app/Dockerfile/x", "x".repeat(5000), "nothing"];
    const { targets } = await readList(cwd, ...lines, "app/Dockerfile");
    const errors = targets.map(({ settled }) => (settled?.status === "failed" ? settled.error : undefined));
    assert.deepEqual(
      errors.map((error) => error?.code),
      [
        "DOCKERFILE_UNREADABLE",
        "DOCKERFILE_NOT_FOUND",
        "DOCKERFILE_NOT_FOUND",
        "DOCKERFILE_UNREADABLE",
        "DOCKERFILE_NOT_FOUND",
        undefined,
      ],
    );
    assert.match(
      errors[0]?.message ?? "",
      /^input_images_files\.txt line 2: .*"app".*it is a folder; "app\/Dockerfile"/,
    );
    assert.match(errors[1]?.message ?? "", /line 3: there is no Dockerfile "gone\/Dockerfile"$/);
    assert.match(errors[1]?.hint ?? "", new RegExp(`starts at "${cwd}"`));
    assert.equal(errors[1]?.plugin, "dockerfile_list");
    assert.ok(targets.every(({ kind, dockerfile }) => kind === "dockerfile" && dockerfile));
  });
});

test("dockerfileList() without its list: what to write into it", async () => {
  await inTempFolder(async (cwd) => {
    const error = await catchScanError(() => runPluginPreflight(dockerfileList(), createPluginContext(cwd)));
    assert.equal(error.code, "LIST_NOT_FOUND");
    assert.match(error.hint ?? "", /app\/Dockerfile/);
  });
});

test.run();
