import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "uvu";
import { listCatalog } from "#core/config/catalog.ts";
import type { Plugin } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";

const PROJECT = join(import.meta.dirname, "../..");
const plugins = await listCatalog(catalog);

function readmeOf({ kind, definition }: Plugin): string {
  return join(PROJECT, "plugins", kind === "processor" ? "processors" : `${kind}s`, definition.name, "readme.md");
}

function optionsOf({ definition }: Plugin): readonly string[] {
  const schema = definition.options;
  return schema !== undefined && "shape" in schema ? Object.keys(schema.shape as object) : [];
}

for (const plugin of plugins) {
  const { name } = plugin.definition;

  test(`the plugin ${name} has a readme in its folder, which names each of its options`, () => {
    assert.ok(existsSync(readmeOf(plugin)), readmeOf(plugin));
    const text = readFileSync(readmeOf(plugin), "utf8");
    assert.deepEqual(
      optionsOf(plugin).filter((option) => !text.includes(`\`${option}\``)),
      [],
    );
  });

  test(`the plugin ${name} describes each of its options`, () => {
    const shape =
      plugin.definition.options && "shape" in plugin.definition.options ? plugin.definition.options.shape : {};
    const silent = Object.entries(shape as Record<string, { description?: string }>).filter(
      ([, option]) => !option.description,
    );
    assert.deepEqual(
      silent.map(([option]) => option),
      [],
    );
  });
}

test.run();
