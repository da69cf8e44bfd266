import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { listCatalog } from "#core/config/catalog.ts";
import { catalog } from "#plugins/catalog.ts";
import { renderOptionTable, withOptionTable } from "#support/option_docs.ts";

const PLUGINS = join(import.meta.dirname, "../../plugins");

for (const plugin of await listCatalog(catalog)) {
  const { kind, definition } = plugin;
  const page = join(PLUGINS, kind === "processor" ? "processors" : `${kind}s`, definition.name, "readme.md");

  test(`the readme of ${definition.name} has the options that its schema has (UPDATE_DOCS=1 npm test -- option_docs writes them)`, async () => {
    const readme = await readFile(page, "utf8");
    const expected = withOptionTable(readme, renderOptionTable(plugin));
    if (process.env.UPDATE_DOCS === "1") await writeFile(page, expected);
    assert.equal(await readFile(page, "utf8"), expected);
  });

  test(`${definition.name} says in a few words what it does`, () => {
    assert.match(definition.description ?? "", /^\S.{9,70}[^.]$/);
  });
}

test("a table of options that was changed by hand is not taken for right", async () => {
  const [plugin] = await listCatalog(catalog);
  assert.ok(plugin);
  const table = renderOptionTable(plugin);
  assert.match(table, /^\| option +\| type +\| default +\| meaning +\|\n\| -+ \|/);
  const changed = `# A plugin\n\n${table.replace("input_images_files.txt", "other.txt")}\n| error | when |\n`;
  assert.notEqual(withOptionTable(changed, table), changed);
  assert.equal(withOptionTable(changed, table), `# A plugin\n\n${table}\n| error | when |\n`);
  assert.throws(() => withOptionTable("# A plugin\n", table), /has no table of options/);
});

test.run();
