/** Names that no report can have are told before the first scan, also when only the config as a whole shows it. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { linkSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { createRedactor, resolveConfig } from "#core/kit.ts";
import type { ScanConfig } from "#core/mod.ts";
import { checkReadiness } from "#core/run/check_readiness.ts";
import { dockerfileList, files, groupedJson, imageList } from "#plugins/mod.ts";
import { inTempFolder } from "#support/temp_folder.ts";

/** A folder with a config, a list of no image and other things that a report could be named after. */
async function inProject(work: (cwd: string) => Promise<void>): Promise<void> {
  await inTempFolder(async (cwd) => {
    writeFileSync(join(cwd, "scan.config.ts"), "// the config");
    writeFileSync(join(cwd, "list.txt"), "# nothing\n");
    linkSync(join(cwd, "list.txt"), join(cwd, "hard.txt"));
    symlinkSync("list.txt", join(cwd, "soft.txt"));
    symlinkSync(".", join(cwd, "here"));
    mkdirSync(join(cwd, "folder"));
    execFileSync("mkfifo", [join(cwd, "pipe")]);
    await work(cwd);
  });
}

/** What keeps a run of the config from starting, but for the empty list. */
async function problemsOf(cwd: string, config: ScanConfig): Promise<readonly string[]> {
  const resolved = await resolveConfig(config, { cwd, outputDir: cwd, path: "scan.config.ts" });
  const { problems } = await checkReadiness(resolved, { emit: () => {}, redactor: createRedactor({}) });
  assert.ok(problems.every(({ usage, code }) => usage || code === "LIST_EMPTY"));
  return problems.filter(({ code }) => code !== "LIST_EMPTY").map(({ message }) => message.replaceAll(cwd, ""));
}

const sources = [imageList({ file: "list.txt" })];

test("a report does not take the place of the list or the config, under whatever name", async () => {
  await inProject(async (cwd) => {
    const cases = {
      "list.txt": ['The plugin "grouped_json" cannot write "/list.txt": "image_list" reads it'],
      "./folder/../list.txt": ['The plugin "grouped_json" cannot write "/list.txt": "image_list" reads it'],
      "here/list.txt": ['The plugin "grouped_json" cannot write "/here/list.txt": "image_list" reads it'],
      "hard.txt": ['The plugin "grouped_json" cannot write "/hard.txt": "image_list" reads it'],
      "scan.config.ts": ['The plugin "grouped_json" cannot write "/scan.config.ts": it is the config'],
      "here/here/scan.config.ts": [
        'The plugin "grouped_json" cannot write "/here/here/scan.config.ts": it is the config',
      ],
    };
    for (const [file, expected] of Object.entries(cases)) {
      assert.deepEqual(await problemsOf(cwd, { sources, sinks: [groupedJson({ file })] }), expected, file);
    }
    const linked = { sources: [imageList({ file: "soft.txt" })], sinks: [groupedJson({ file: "list.txt" })] };
    assert.equal((await problemsOf(cwd, linked)).length, 1);
    const other = { sources: [dockerfileList({ file: "list.txt" })], sinks: [files({ folder: "list.txt" })] };
    assert.match((await problemsOf(cwd, other)).join("\n"), /"files" cannot write ".*": "dockerfile_list" reads it/);
  });
});

test("two sinks do not write one file, in one pipeline or in two", async () => {
  await inProject(async (cwd) => {
    const report = (file: string) => groupedJson({ file });
    const twice = ['The plugin "grouped_json" cannot write "/a.json": "grouped_json" writes there, too'];
    assert.deepEqual(await problemsOf(cwd, { sources, sinks: [report("a.json"), report("here/a.json")] }), twice);
    const pipelines = { a: { sources, sinks: [report("a.json")] }, b: { sources, sinks: [report("./a.json")] } };
    assert.deepEqual(await problemsOf(cwd, { pipelines }), twice);
    for (const [file, folder] of [
      ["out/index.json", "out"],
      ["out", "out"],
      ["out", "out/deep"],
    ] as const) {
      const problems = await problemsOf(cwd, { sources, sinks: [report(file), files({ folder })] });
      assert.match(
        problems.join("\n"),
        /"grouped_json" cannot write ".*": "files" writes there, too/,
        `${file} ${folder}`,
      );
    }
  });
});

test("one sink of several pipelines, reports without a name, and folders that are kept together are fine", async () => {
  await inProject(async (cwd) => {
    const report = groupedJson({ file: "a.json" });
    const fine: readonly ScanConfig[] = [
      { pipelines: { a: { sources, sinks: [report] }, b: { sources, sinks: [report] } } },
      { sources, sinks: [groupedJson(), groupedJson({ details: true })] },
      { pipelines: { a: { sources, sinks: [files()] }, b: { sources, sinks: [files()] } } },
      { sources, sinks: [groupedJson({ file: "scan_results/all.json" }), files()] },
      { sources, sinks: [groupedJson({ file: `${"n".repeat(250)}.json` })] },
    ];
    for (const config of fine) assert.deepEqual(await problemsOf(cwd, config), []);
  });
});

test("a name that cannot be, or that something else has, is told", async () => {
  await inProject(async (cwd) => {
    const long = `${"n".repeat(251)}.json`;
    const cases: readonly (readonly [string, RegExp])[] = [
      [long, /: "n{251}\.json": the name is too long$/],
      [`sub/${long}/report.json`, /: the name is too long$/],
      ["nul\0.json", /: there is a NUL byte in the name$/],
      ["nul\0/report.json", /: there is a NUL byte in the name$/],
      ["folder", /: "folder": it is a folder$/],
      ["folder/", /: "folder": it is a folder$/],
      [".", /: it is a folder$/],
      ["pipe", /: "pipe": it is a named pipe, not a regular file$/],
      ["soft.txt", /: "soft\.txt": it is a symbolic link, not a regular file$/],
      ["list.txt/report.json", /"\/list\.txt": it is a file$|not a folder$/],
    ];
    for (const [file, expected] of cases) {
      const [message = "", ...more] = await problemsOf(cwd, {
        sources: [imageList({ file: "hard.txt" })],
        sinks: [groupedJson({ file })],
      });
      assert.match(message, expected, JSON.stringify(file));
      assert.ok(more.length <= 2, more.join());
    }
  });
});

test.run();
