import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { test } from "uvu";
import { parse } from "yaml";
import { z } from "zod";
import { buildConfigSchema } from "#core/config/build_config_schema.ts";
import { listCatalog } from "#core/config/catalog.ts";
import { defineProcessor, defineSink } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";

const plugins = await listCatalog(catalog);
const ajv = new Ajv({ strictTypes: false, formats: { uri: true } });

const image = { image_list: { file: "input_images.txt" } };

test("the schema takes the YAML of docs/config.md", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/config.md"), "utf8");
  const configs = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => parse(text));
  const [config] = configs.filter((one) => "sources" in one || "pipelines" in one);
  assert.ok(config);
  const isValid = ajv.compile(buildConfigSchema(plugins));
  assert.ok(isValid(config), JSON.stringify(isValid.errors));
});

test("a plugin with an option that is required cannot stand there by its name alone", () => {
  const pager = defineSink({
    name: "pager",
    description: "calls somebody",
    options: z.strictObject({ url: z.string().describe("Where the pager is") }),
    setup: () => ({}),
  });
  const schema = buildConfigSchema([...plugins, pager({ url: "https://pager.example.com" })]);
  const takes = ajv.compile(schema);
  assert.equal(takes({ sources: [image], sinks: ["pager"] }), false);
  assert.equal(takes({ sources: [image], sinks: [{ pager: {} }] }), false);
  assert.equal(takes({ sources: [image], sinks: [{ pager: { url: "https://pager.example.com" } }] }), true);
  // What other packages and files bring is not known here.
  assert.equal(takes({ sources: [image], sinks: ["./my_sink.js", { "hullscan-sink-x": { a: 1 } }] }), true);
});

test("a caveat may be of any processor that has it, or of one that does not say which it has", () => {
  const make = (name: string, caveats?: readonly string[]) =>
    defineProcessor({ name, ...(caveats && { caveats }), setup: () => ({ process: () => undefined }) })();
  const schema = buildConfigSchema([...plugins, make("one", ["ODD", "SHARED"]), make("two", ["SHARED"]), make("mute")]);
  const takes = ajv.compile(schema);
  const isTaken = (processors: readonly unknown[], ...caveats: readonly string[]) =>
    takes({ sources: [image], processors, failOn: { caveats } });
  assert.deepEqual([isTaken(["two"], "SHARED"), isTaken([["two"]], "ODD")], [true, false]);
  assert.deepEqual([isTaken(["two", { one: {} }], "ODD", "SHARED"), isTaken(["one"], "ELSE")], [true, false]);
  for (const other of ["mute", { mute: {} }, "./mine.ts", { "./mine.ts": null }, ["hullscan-processor-x"]]) {
    assert.ok(isTaken(["two", other], "ODD", "ELSE"), JSON.stringify(other));
  }
});

test.run();
