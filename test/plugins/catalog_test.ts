import assert from "node:assert/strict";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { test } from "uvu";
import { catalog } from "#plugins/catalog.ts";

const PLUGINS = join(import.meta.dirname, "../../plugins");

const { former: _, ...current } = catalog;

for (const [kind, loaders] of Object.entries(current)) {
  test(`the catalog has each ${kind} that there is a folder for, by its own name`, async () => {
    const folders = (await readdir(join(PLUGINS, kind === "processor" ? "processors" : `${kind}s`))).filter(
      (name) => !name.startsWith("_"),
    );
    assert.deepEqual(Object.keys(loaders).sort(), folders.sort());
    for (const [name, load] of Object.entries(loaders)) {
      const plugin = (await load())({} as never);
      assert.deepEqual([plugin.kind, plugin.definition.name], [kind, name]);
    }
  });
}

test.run();
