/** Every example in a doc comment or a readme compiles under the project's own settings, and runs. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { loadSources } from "./sources.ts";

const PROJECT = join(import.meta.dirname, "../..");
// Inside the project: only there does `import "hullscan"` mean this package.
const FOLDER = join(PROJECT, "test/.examples");

interface Example {
  /** The file that it is in. */
  readonly origin: string;
  readonly code: string;
  readonly runs: boolean;
}

function findExamples(origin: string, markdown: string): readonly Example[] {
  return [...markdown.matchAll(/^```ts( no-run)?\n([\s\S]*?)^```$/gm)].map(([, noRun, code = ""]) => {
    return { origin, code, runs: noRun === undefined };
  });
}

async function loadExamples(): Promise<readonly Example[]> {
  const sources = await loadSources("core", "plugins", "configs", "bin");
  const comments = sources.flatMap(({ path, text }) =>
    [...text.matchAll(/\/\*\*[\s\S]*?\*\//g)].flatMap(([comment]) => {
      return findExamples(path, comment.replace(/^[ \t]*(\/\*\*|\*\/|\* ?)/gm, ""));
    }),
  );
  const readmes: Example[] = [];
  for (const entry of [
    "README.md",
    "CONTRIBUTING.md",
    ...(await listReadmes("plugins")),
    ...(await listReadmes("docs")),
  ]) {
    readmes.push(...findExamples(entry, await readFile(join(PROJECT, entry), "utf8")));
  }
  return [...comments, ...readmes];
}

async function listReadmes(folder: string): Promise<readonly string[]> {
  const entries = await readdir(join(PROJECT, folder), { recursive: true }).catch(() => []);
  return entries.filter((entry) => entry.endsWith(".md")).map((entry) => join(folder, entry));
}

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
  const lines = names.map(
    (name) => `await import("./${name}").catch((error) => { console.log("${name}", error); process.exitCode = 1; });`,
  );
  await writeFile(join(FOLDER, "all.ts"), `${lines.join("\n")}\n`);
  const args = ["--import", "tsx", join(FOLDER, "all.ts")];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8", cwd: PROJECT });
  assert.equal(status, 0, withOrigins(stdout + stderr));
});

test.run();
