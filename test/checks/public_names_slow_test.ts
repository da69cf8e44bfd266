import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import ts from "typescript";
import { test } from "uvu";

const PROJECT = join(import.meta.dirname, "../..");
const LIST = join(import.meta.dirname, "public_names.txt");

/** The names that a package's entry exports, types included, with whether each is there when the program runs. */
function listNames(checker: ts.TypeChecker, file: ts.SourceFile): readonly string[] {
  const symbol = checker.getSymbolAtLocation(file);
  assert.ok(symbol, `${file.fileName} is no module`);
  return checker
    .getExportsOfModule(symbol)
    .map((one) => {
      const target = one.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(one) : one;
      return `  ${one.name}${target.flags & ts.SymbolFlags.Value ? "" : " (type)"}`;
    })
    .sort((a, b) => a.localeCompare(b, "en"));
}

async function describeEntries(): Promise<string> {
  const { exports } = JSON.parse(await readFile(join(PROJECT, "package.json"), "utf8")) as {
    exports: Readonly<Record<string, string>>;
  };
  const entries = Object.entries(exports).filter(([, path]) => path.endsWith(".js"));
  const sources = entries.map(([, path]) => join(PROJECT, path.replace(/^\.\/dist\/(.+)\.js$/, "$1.ts")));
  const { config } = ts.readConfigFile(join(PROJECT, "tsconfig.json"), ts.sys.readFile);
  const program = ts.createProgram(sources, ts.parseJsonConfigFileContent(config, ts.sys, PROJECT).options);
  const checker = program.getTypeChecker();
  const blocks = entries.map(([key], index) => {
    const file = program.getSourceFile(sources[index] ?? "");
    assert.ok(file, `${key} has no source`);
    const names = listNames(checker, file);
    return [`hullscan${key.slice(1)}: ${names.length} names`, ...names].join("\n");
  });
  return `${blocks.join("\n\n")}\n`;
}

test("what the package exports is what public_names.txt lists: a change of the public API is seen in a diff", async () => {
  const names = await describeEntries();
  if (process.env.UPDATE_NAMES) await writeFile(LIST, names);
  const hint = "Was that meant? UPDATE_NAMES=1 npm test -- public_names writes the list anew";
  assert.equal(names, await readFile(LIST, "utf8"), hint);
});

test("no name is exported by two entries", async () => {
  const names: readonly string[] = (await readFile(LIST, "utf8")).match(/^ {2}\S+/gm) ?? [];
  assert.ok(names.length > 150, `only ${names.length} names`);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test.run();
