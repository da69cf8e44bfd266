/** The program, the JSON Schema and the type agree about what a config is. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import fc from "fast-check";
import { test } from "uvu";
import type { z } from "zod";
import { buildConfigSchema } from "#core/config/build_config_schema.ts";
import { listCatalog } from "#core/config/catalog.ts";
import { configSchema, type pipelineSchema } from "#core/config/config_schema.ts";
import { isPlainlySound } from "#core/config/shape.ts";
import { resolveConfig } from "#core/kit.ts";
import { defineObserver, defineSource, isScanError, type PipelineConfig, type ScanConfig } from "#core/mod.ts";
import { catalog } from "#plugins/catalog.ts";
import { RULES_REFUSED, RULES_TAKEN } from "./support/rule_cases.ts";

// Strict: what the schema says that no keyword is for would be a mistake. Types apply also where a keyword stands without.
const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, formats: { uri: true } });
const isValid = ajv.compile(buildConfigSchema(await listCatalog(catalog)));

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
const pipeline = { sources: [image], processors: ["digest", "trivy"] };

const TAKEN: Readonly<Record<string, unknown>> = {
  "a single pipeline": { sources: ["image_list"] },
  "pipelines by name": { pipelines: { a: { ...pipeline, jobs: 2 } } },
  "a pipeline that is switched off": { pipelines: { a: { sources: [image] }, b: false, c: null, d: "", e: 0 } },
  "lists in lists": { sources: [[image], ["image_list"]], sinks: [[]] },
  "entries that are left out": { sources: [null, [false, image], "", 0], processors: [false] },
  "no engine": { sources: [image], engine: false },
  "options that are null": { sources: [{ image_list: null }] },
  "a plugin by its former name": { sources: [image], processors: ["resolve"] },
  "options by the former name of the plugin": { sources: [image], processors: [{ resolve: { timeout: "9s" } }] },
  "a gate by name in any case": { sources: [image], failOn: "High" },
  "a gate by name with blanks": { sources: [image], failOn: " critical " },
  "a gate by level": { sources: [image], failOn: 5 },
  "a gate by level, as a text": { sources: [image], failOn: "2" },
  "a gate as an object": { ...pipeline, failOn: { severity: "lOW", caveats: true } },
  "a gate as a rule": { sources: [image], failOn: { severity: 4, fixable: true, kinds: ["secret"], cvss: 9.5 } },
  "a gate as a rule without a severity": { sources: [image], failOn: { fixable: true } },
  "a gate as a list": { ...pipeline, failOn: ["high", { kinds: ["license"] }, { rules: ["ended"] }, 5] },
  "a gate that is off": { sources: [image], failOn: { caveats: false } },
  "caveats of a processor of one pipeline": {
    pipelines: { a: { sources: [image] }, b: { sources: [image], processors: [[{ trivy: {} }]] } },
    failOn: { caveats: ["OS_UNKNOWN", "NO_PACKAGES"] },
  },
  ...RULES_TAKEN,
  "all of the rest": {
    $schema: "./scan.schema.json",
    sources: [image],
    sinks: [{ grouped_json: { indent: 0 } }, "stdout_filename"],
    observers: [],
    scanless: true,
    outputDir: "reports",
    failOn: "HIGH",
    summary: "short",
    journal: false,
  },
};

const REFUSED: Readonly<Record<string, unknown>> = {
  "no object": [],
  "nothing in it": {},
  "no source": { sinks: ["grouped_json"] },
  "an empty list of sources": { sources: [] },
  "sources that are all left out": { sources: [false, [null, []]] },
  "sources that are no list": { sources: "image_list" },
  "an unknown key": { sources: [image], outputDirectory: "reports" },
  "an unknown key of a pipeline": { pipelines: { a: { sources: [image], job: 2 } } },
  "a pipeline without sources": { pipelines: { a: { processors: [] } } },
  "a pipeline that is none": { pipelines: { a: true } },
  "no pipeline at all": { pipelines: {} },
  "pipelines that are all switched off": { pipelines: { a: false, b: null } },
  "pipelines without names": { pipelines: [{ sources: [image] }] },
  "sources beside pipelines": { pipelines: { a: { sources: [image] } }, sources: [image] },
  "an unknown plugin": { sources: ["image_lst"] },
  "a plugin in capitals": { sources: [image], processors: ["Trivy"] },
  "a plugin of another kind": { sources: ["trivy"] },
  "a plugin that is a number": { sources: [image, 5] },
  "two plugins in one entry": { sources: [{ image_list: {}, dockerfile_list: {} }] },
  "an unknown option": { sources: [{ image_list: { fil: "x" } }] },
  "an option of another type": { sources: [image], processors: [{ trivy: { retries: "2" } }] },
  "an option out of its range": { sources: [image], processors: [{ trivy: { retries: 11 } }] },
  "options that are a list": { sources: [image], sinks: [{ grouped_json: [] }] },
  "options where there are none": { sources: [image], sinks: ["grouped_json", { stdout_filename: { x: 1 } }] },
  "no whole number of jobs": { sources: [image], jobs: 1.5 },
  "more jobs than there may be": { sources: [image], jobs: 1025 },
  "jobs that are null": { sources: [image], jobs: null },
  "an engine that there is not": { sources: [image], engine: "locla" },
  "an engine in a list": { sources: [image], engine: [] },
  "an observer that there is not": { sources: [image], observers: ["otel"] },
  "an empty folder": { sources: [image], outputDir: "" },
  "a summary that there is not": { sources: [image], summary: "long" },
  "a journal that is a text": { sources: [image], journal: "yes" },
  "a schema that is no address": { sources: [image], $schema: 7 },
  "a severity that there is not": { sources: [image], failOn: "hihg" },
  "a level that there is not": { sources: [image], failOn: 6 },
  "a gate at nothing": { sources: [image], failOn: {} },
  "a gate with an unknown key": { sources: [image], failOn: { severity: "HIGH", caveat: true } },
  "a gate as an empty list": { sources: [image], failOn: [] },
  "a gate as a list in a list": { sources: [image], failOn: [["HIGH"]] },
  "a gate with nothing but what is off": { sources: [image], failOn: { fixable: false } },
  "a gate at a kind that there is not": { sources: [image], failOn: { kinds: ["secrets"] } },
  "a gate at rules of a kind that there is not": { sources: [image], failOn: { rules: ["expired"] as never } },
  "a gate at no kinds": { sources: [image], failOn: { kinds: [] } },
  "a gate at a score that there is not": { sources: [image], failOn: { cvss: 11 } },
  "a gate at a score as a text": { sources: [image], failOn: { cvss: "9" } },
  "a caveat that no processor has, in a list": { ...pipeline, failOn: ["HIGH", { caveats: ["OS_UNKNOWM"] }] },
  "a list of no caveats": { ...pipeline, failOn: { caveats: [] } },
  "caveats that are no codes": { ...pipeline, failOn: { caveats: ["os unknown"] } },
  "a rule for no finding": { sources: [image], accept: [{ reason: "r", until: "2020-01-31" }] },
  "a rule without a reason": { sources: [image], accept: [{ id: "A", until: "2020-01-31" }] },
  "a rule with an unknown key": { sources: [image], accept: [{ id: "A", reason: "r", unitl: "2020-01-31" }] },
  "a rule that ends on no day": { sources: [image], accept: [{ id: "A", reason: "r", until: "31.1.2020" }] },
  "a rule that justifies a risk": {
    sources: [image],
    accept: [{ id: "A", justification: "component_not_present", reason: "r", until: "2020-01-31" }],
  },
  "no effect without a justification": {
    sources: [image],
    accept: [{ id: "A", status: "not_affected", reason: "r", until: "2020-01-31" }],
  },
  "rules that are no list": { sources: [image], accept: { id: "A", reason: "r", until: "2020-01-31" } },
  ...RULES_REFUSED,
  "a caveat that no processor has": { ...pipeline, failOn: { caveats: ["OS_UNKNOWM"] } },
  "a caveat of a processor that is not there": { sources: [image], failOn: { caveats: ["OS_UNKNOWN"] } },
};

for (const [name, config] of Object.entries(TAKEN)) {
  test(`program and JSON Schema take ${name}`, async () => {
    assert.equal(await isTaken(config), true);
    assert.ok(isValid(config), JSON.stringify(isValid.errors));
  });
}

for (const [name, config] of Object.entries(REFUSED)) {
  test(`program and JSON Schema refuse ${name}`, async () => {
    assert.equal(await isTaken(config), false);
    assert.equal(isValid(config), false);
  });
}

const none = defineSource({ name: "none", setup: () => ({ targets: () => [] }) });
const watch = defineObserver({ name: "watch", setup: () => ({ observe: () => {} }) });

test("the program takes what only a program can write: plugins, functions, and what is undefined", async () => {
  const absent = { jobs: undefined, failOn: { severity: "LOW", caveats: undefined }, outputDir: undefined } as const;
  for (const config of [
    { sources: [none()], observers: [watch()], ...absent },
    {
      pipelines: { a: () => ({ sources: [none()] }), b: async () => ({ sources: [[none()]], jobs: 3 }), c: undefined },
    },
  ] satisfies readonly ScanConfig[]) {
    assert.equal(await isTaken(config), true);
  }
  for (const config of [
    { sources: [none] },
    { sources: [watch()] },
    { sources: [none()], engine: watch() },
    { pipelines: { a: () => ({ sources: [] }) } },
    { pipelines: { a: async () => ({ sources: [none()], jobs: 0 }) } },
    { sources: [none()], failOn: { severity: undefined } },
    { pipelines: () => ({}) },
  ]) {
    assert.equal(await isTaken(config), false);
  }
});

test("what looks sound without the schema, the schema takes, whatever the config", () => {
  const list = fc.array(fc.constantFrom<unknown>({}, none(), "image_list", null, [], [{}], 5), { maxLength: 3 });
  const value = fc.oneof(list, fc.constantFrom<unknown>(undefined, null, 0, 1, 1.5, 1024, 1025, -0, true, "", "a", {}));
  const keys = [
    "sources",
    "processors",
    "sinks",
    "observers",
    "jobs",
    "journal",
    "scanless",
    "failOn",
    "pipelines",
    "x",
  ];
  const some = fc.dictionary(fc.constantFrom(...keys), value);
  const sound = { sources: fc.constant([{}]), jobs: fc.option(fc.integer({ min: 0, max: 1025 }), { nil: undefined }) };
  const nearly = fc.tuple(fc.record(sound), some).map(([good, more]) => ({ ...good, ...more }));
  const inherited = fc.tuple(fc.record(sound), some).map(([own, from]) => Object.assign(Object.create(from), own));
  const seen = { sound: 0, left: 0 };
  const property = fc.property(fc.oneof(some, nearly, inherited), (config) => {
    const isSound = isPlainlySound(config);
    seen[isSound ? "sound" : "left"] += 1;
    return !isSound || configSchema.safeParse(config).success;
  });
  fc.assert(property, { numRuns: 2000 });
  assert.ok(seen.sound > 50 && seen.left > 50, JSON.stringify(seen));
});

/** `Yes` where either can stand for the other and both have the same keys; else the compiler refuses it. */
type Same<A, B> = [A, B] extends [B, A] ? ([keyof A, keyof B] extends [keyof B, keyof A] ? "yes" : never) : never;
type Gate<Config extends { readonly failOn?: unknown }> = Extract<Config["failOn"], { readonly caveats?: unknown }>;
type Input = z.input<typeof configSchema>;

test("the type of configs is that of the schema: the compiler says so", () => {
  const config: Same<Input, ScanConfig> = "yes";
  const onePipeline: Same<z.input<typeof pipelineSchema>, PipelineConfig> = "yes";
  const gate: Same<Gate<Input>, Gate<ScanConfig>> = "yes";
  assert.deepEqual([config, onePipeline, gate], ["yes", "yes", "yes"]);
});

test("no program waits for zod that has no mistakes, few keys, and plugins without zod", async () => {
  const script = `
    const { resolveConfig } = await import(${JSON.stringify(import.meta.resolve("#core/kit.ts"))});
    const { defineSource } = await import(${JSON.stringify(import.meta.resolve("#core/mod.ts"))});
    const source = defineSource({ name: "none", setup: () => ({ targets: () => [] }) });
    const isLoaded = () => "__zod_globalRegistry" in globalThis;
    await resolveConfig({ sources: [source()], processors: [], sinks: [], jobs: 2 });
    const before = isLoaded();
    await resolveConfig({ sources: [source()], jobs: 0 }).catch(() => {});
    console.log(before, isLoaded());`;
  const args = ["--import", "tsx", "--input-type=module", "--eval", script];
  const { stdout } = await promisify(execFile)(process.execPath, args);
  assert.equal(stdout, "false true\n");
});

test.run();
