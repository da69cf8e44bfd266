import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { listCatalog } from "#core/config/catalog.ts";
import { catalog } from "#plugins/catalog.ts";
import { renderOptionList, withOptionList } from "#support/option_docs.ts";

const PLUGINS = join(import.meta.dirname, "../../plugins");

for (const plugin of await listCatalog(catalog)) {
  const { kind, definition } = plugin;
  const page = join(PLUGINS, kind === "processor" ? "processors" : `${kind}s`, definition.name, "readme.md");

  test(`the readme of ${definition.name} has the options that its schema has (UPDATE_DOCS=1 npm test -- option_docs writes them)`, async () => {
    const readme = await readFile(page, "utf8");
    const expected = withOptionList(readme, renderOptionList(plugin));
    if (process.env.UPDATE_DOCS === "1") await writeFile(page, expected);
    assert.equal(await readFile(page, "utf8"), expected);
  });

  test(`${definition.name} says in a few words what it does`, () => {
    assert.match(definition.description ?? "", /^\S.{9,70}[^.]$/);
  });
}

test("a list of options that was changed by hand is not taken for right, and its lines fit", async () => {
  const plugins = await listCatalog(catalog);
  const [plugin] = plugins;
  assert.ok(plugin);
  const list = renderOptionList(plugin);
  assert.match(list, /^- \*\*`\w+`\*\* \(text, default `"input_images_files.txt"`\):\n {2}\S/m);
  const changed = `# A plugin\n\n${list.replace("input_images_files.txt", "other.txt")}\n| error | when |\n`;
  assert.notEqual(withOptionList(changed, list), changed);
  assert.equal(withOptionList(changed, list), `# A plugin\n\n${list}\n| error | when |\n`);
  const byHand = "# A plugin\n\n| option | default | meaning |\n| - | - | - |\n| `a` | | b |\n\nMore.\n";
  assert.equal(withOptionList(byHand, list), `# A plugin\n\n${list}\nMore.\n`);
  assert.throws(() => withOptionList("# A plugin\n", list), /has no list of options/);
  const lines = plugins.flatMap((one) => renderOptionList(one).split("\n"));
  assert.deepEqual(
    lines.filter((line) => line.length > 100),
    [],
  );
});

test.run();
