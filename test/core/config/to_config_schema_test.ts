import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { test } from "uvu";
import { parse } from "yaml";
import { z } from "zod";
import { listCatalog } from "#core/config/catalog.ts";
import { toConfigSchema } from "#core/config/to_config_schema.ts";
import { resolveConfig } from "#core/kit.ts";
import { defineSink, isScanError, type ScanConfig } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";

const plugins = await listCatalog(catalog);
// Strict: what the schema says that no keyword is for would be a mistake.
const ajv = new Ajv({ strict: true, strictRequired: false, formats: { uri: true } });
const isValid = ajv.compile(toConfigSchema(plugins));

async function isTaken(config: unknown): Promise<boolean> {
  try {
    await resolveConfig(config as ScanConfig, { catalog });
    return true;
  } catch (error) {
    if (isScanError(error) && error.code === "CONFIG_INVALID") return false;
    throw error;
  }
}

const image = { image_list: { file: "input_images.txt" } };

const RIGHT: Readonly<Record<string, unknown>> = {
  "a single pipeline": { sources: ["image_list"] },
  "pipelines by name": { pipelines: { a: { sources: [image], processors: ["digest", "trivy"], jobs: 2 } } },
  "a pipeline that is switched off": { pipelines: { a: { sources: [image] }, b: false } },
  "a gate by name in lower case": { sources: [image], failOn: "critical" },
  "a gate by level": { sources: [image], failOn: 5 },
  "lists in lists": { sources: [[image], ["image_list"]] },
  "all of the rest": {
    $schema: "./scan.schema.json",
    sources: [image],
    sinks: [{ grouped_json: { indent: 0 } }, "stdout_filename"],
    outputDir: "reports",
    failOn: "HIGH",
    journal: false,
  },
};

const WRONG: Readonly<Record<string, unknown>> = {
  "no source": { sinks: ["grouped_json"] },
  "an unknown key": { sources: [image], outputDirectory: "reports" },
  "an unknown key of a pipeline": { pipelines: { a: { sources: [image], job: 2 } } },
  "a pipeline without sources": { pipelines: { a: { processors: [] } } },
  "no pipeline at all": { pipelines: {} },
  "sources beside pipelines": { pipelines: { a: { sources: [image] } }, sources: [image] },
  "an unknown plugin": { sources: ["image_lst"] },
  "a plugin of another kind": { sources: ["trivy"] },
  "two plugins in one entry": { sources: [{ image_list: {}, dockerfile_list: {} }] },
  "an unknown option": { sources: [{ image_list: { fil: "x" } }] },
  "an option of another type": { sources: [image], processors: [{ trivy: { retries: "2" } }] },
  "an option out of its range": { sources: [image], processors: [{ trivy: { retries: 11 } }] },
  "options where there are none": { sources: [image], sinks: ["grouped_json", { stdout_filename: { x: 1 } }] },
  "no whole number of jobs": { sources: [image], jobs: 1.5 },
  "more jobs than there may be": { sources: [image], jobs: 1025 },
  "an engine that there is not": { sources: [image], engine: "locla" },
  "an observer that there is not": { sources: [image], observers: ["otel"] },
  "a severity that there is not": { sources: [image], failOn: "hihg" },
  "no object": [],
};

for (const [name, config] of Object.entries(RIGHT)) {
  test(`the schema takes what the program takes: ${name}`, async () => {
    assert.equal(await isTaken(config), true);
    assert.ok(isValid(config), JSON.stringify(isValid.errors));
  });
}

for (const [name, config] of Object.entries(WRONG)) {
  test(`the schema refuses what the program refuses: ${name}`, async () => {
    assert.equal(await isTaken(config), false);
    assert.equal(isValid(config), false);
  });
}

test("the schema takes the YAML of docs/config.md", async () => {
  const page = await readFile(join(import.meta.dirname, "../../../docs/config.md"), "utf8");
  const configs = [...page.matchAll(/^```yaml\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => parse(text));
  const [config] = configs.filter((one) => "sources" in one || "pipelines" in one);
  assert.ok(config);
  assert.ok(isValid(config), JSON.stringify(isValid.errors));
});

test("a plugin with an option that is required cannot stand there by its name alone", () => {
  const pager = defineSink({
    name: "pager",
    description: "calls somebody",
    options: z.strictObject({ url: z.string().describe("Where the pager is") }),
    setup: () => ({}),
  });
  const schema = toConfigSchema([...plugins, pager({ url: "https://pager.example.com" })]);
  const takes = new Ajv({ formats: { uri: true } }).compile(schema);
  assert.equal(takes({ sources: [image], sinks: ["pager"] }), false);
  assert.equal(takes({ sources: [image], sinks: [{ pager: {} }] }), false);
  assert.equal(takes({ sources: [image], sinks: [{ pager: { url: "https://pager.example.com" } }] }), true);
  // What other packages and files bring is not known here.
  assert.equal(takes({ sources: [image], sinks: ["./my_sink.js", { "hullscan-sink-x": { a: 1 } }] }), true);
});

test.run();
