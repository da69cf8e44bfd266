/** Every example in a doc comment or a readme compiles under the project's own settings, and runs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { type Fence, findFences, listPages, loadFences } from "#support/fences.ts";
import { inTempFolder } from "#support/temp_folder.ts";
import { loadDocComments } from "./sources.ts";

const PROJECT = join(import.meta.dirname, "../..");
// Inside the project: only there does `import "hullscan"` mean this package.
const FOLDER = join(PROJECT, "test/.examples");

interface Example {
  /** The file that it is in. */
  readonly origin: string;
  readonly code: string;
  readonly runs: boolean;
}

function toExamples(origin: string, fences: readonly Fence[]): readonly Example[] {
  const examples = fences.filter(({ info }) => info === "ts" || info === "ts no-run");
  return examples.map(({ info, code }) => ({ origin, code, runs: info === "ts" }));
}

async function loadExamples(): Promise<readonly Example[]> {
  const comments = (await loadDocComments()).flatMap(({ path, markdown }) => toExamples(path, findFences(markdown)));
  const pages: Example[] = [];
  for (const page of await listPages()) pages.push(...toExamples(page, await loadFences(page)));
  return [...comments, ...pages];
}

/** Runs the examples that it is given one after the other; a config that one exports must resolve. */
const RUN_ALL = `
import { resolveConfig } from "hullscan/kit";

for (const name of process.argv.slice(2)) {
  try {
    const { default: config } = await import("./" + name);
    if (config !== undefined) await resolveConfig(config);
  } catch (error) {
    console.log(name, error);
    process.exitCode = 1;
  }
}
`;

function nameOf(index: number): string {
  return `example_${index}.ts`;
}

let examples: readonly Example[] = [];

test.before(async () => {
  examples = await loadExamples();
  await rm(FOLDER, { recursive: true, force: true });
  await mkdir(FOLDER);
  for (const [index, { code }] of examples.entries()) {
    await writeFile(join(FOLDER, nameOf(index)), `${code}\nexport {};\n`);
  }
  await writeFile(join(FOLDER, "tsconfig.json"), '{ "extends": "../../tsconfig.json", "include": ["*.ts"] }');
});

test.after(() => rm(FOLDER, { recursive: true, force: true }));

function withOrigins(output: string): string {
  return output.replace(/example_(\d+)\.ts/g, (name, index) => `${name} of ${examples[Number(index)]?.origin}`);
}

test("every example compiles", () => {
  assert.ok(examples.length > 10, `only ${examples.length} examples were found`);
  const compiler = join(PROJECT, "node_modules/typescript/bin/tsc");
  const { status, stdout } = spawnSync(process.execPath, [compiler, "-p", FOLDER], { encoding: "utf8", cwd: PROJECT });
  assert.equal(status, 0, withOrigins(stdout));
});

test("every example runs", async () => {
  const names = examples.flatMap(({ runs }, index) => (runs ? [nameOf(index)] : []));
  await writeFile(join(FOLDER, "run_all.ts"), RUN_ALL);
  const args = ["--import", import.meta.resolve("tsx"), join(FOLDER, "run_all.ts"), ...names];
  // Some write files: into a folder of their own.
  await inTempFolder(async (cwd) => {
    const env = { ...process.env, TSX_TSCONFIG_PATH: join(PROJECT, "tsconfig.json") };
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd, env });
    assert.equal(status, 0, withOrigins(stdout + stderr));
  });
});

test.run();
