import assert from "node:assert/strict";
import { test } from "uvu";
import type { ListedPackage } from "#core/kit.ts";
import type { Outcome } from "#core/mod.ts";
import { checkCyclonedx } from "#support/formats/checks/cyclonedx.ts";
import { type FormatOptions, formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeFailed, makePackage, makeVulnerability } from "#support/outcomes.ts";

interface Component {
  readonly type: string;
  readonly "bom-ref": string;
  readonly name: string;
  readonly version?: string;
  readonly purl?: string;
  readonly components?: readonly Component[];
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

interface Bom {
  readonly serialNumber: string;
  readonly metadata: { readonly component: Component };
  readonly components: readonly Component[];
  readonly compositions: readonly { readonly aggregate: string; readonly assemblies: readonly string[] }[];
  readonly vulnerabilities: readonly {
    readonly id: string;
    readonly ratings: readonly { readonly severity?: string; readonly method?: string }[];
    readonly recommendation?: string;
    readonly affects: readonly { readonly ref: string }[];
  }[];
}

async function format(outcomes: Iterable<Outcome>, options?: FormatOptions) {
  const { parts, warnings } = await formatOutcomes("cyclonedx", outcomes, options);
  const text = parts[""] ?? "";
  await checkCyclonedx(text);
  return { text, bom: JSON.parse(text) as Bom, warnings: warnings.join("\n") };
}

/** All references of a file, which are unique, and those that something points at. */
function listRefs({ metadata, components, vulnerabilities, compositions }: Bom) {
  const walk = (all: readonly Component[]): string[] =>
    all.flatMap((one) => [one["bom-ref"], ...walk(one.components ?? [])]);
  const used = [
    ...vulnerabilities.flatMap(({ affects }) => affects.map(({ ref }) => ref)),
    ...compositions.flatMap(({ assemblies }) => assemblies),
  ];
  return { defined: walk([metadata.component, ...components]), used };
}

const BASE: ListedPackage = {
  ...makePackage(),
  path: "var/lib/dpkg/status",
  licenses: ["MIT", "GPL-2.0 (see \u0000)"],
};

function withPackages(packages: readonly ListedPackage[], image: string): Outcome {
  const finding = makeVulnerability({ location: { path: "var/lib/dpkg/status" } });
  const outcome = makeDone([finding], { id: `image:${image}`, image });
  return { ...outcome, data: { ...outcome.data, packages } };
}

test("CycloneDX's own library takes whatever is in the file, each reference stands once, and it is what it was", async () => {
  const { text, bom, warnings } = await format(HARD_OUTCOMES);
  assertGolden("cyclonedx.json", text);
  const { defined, used } = listRefs(bom);
  assert.equal(new Set(defined).size, defined.length);
  assert.deepEqual(
    used.filter((ref) => !defined.includes(ref)),
    [],
  );
  assert.equal(bom.components.length, HARD_OUTCOMES.length);
  assert.match(warnings, /left out 3 secrets, 1 misconfiguration, 1 license/);
  assert.match(warnings, /\(1 could not be scanned, 1 skipped, 1 with caveats\)/);
  assert.doesNotMatch(text, /\\u0000|\\ud[89a-f]|javascript:|ftp:/i);
});

test("a list of packages is never called complete; one without those that have no findings is called incomplete", async () => {
  const whole = await format([withPackages([BASE, { ...BASE, name: "bash" }], "nginx:1")]);
  assert.deepEqual(
    whole.bom.compositions.map(({ aggregate }) => aggregate),
    ["unknown"],
  );
  assert.deepEqual(
    whole.bom.components.map(({ name }) => name),
    [BASE.name, "bash"],
  );
  assert.equal(whole.warnings, "");
  const partial = await format([makeDone([makeVulnerability()], { image: "nginx:1" })]);
  assert.equal(partial.bom.compositions[0]?.aggregate, "incomplete");
  assert.match(partial.warnings, /1 image with only those packages that have findings/);
});

test("of one image the file is its bill of materials; of several each has its packages below it", async () => {
  const one = (await format([withPackages([BASE], "nginx:1")])).bom;
  assert.deepEqual([one.metadata.component.type, one.metadata.component.name], ["container", "nginx:1"]);
  const several = (await format([withPackages([BASE], "nginx:1"), withPackages([BASE], "nginx:2")])).bom;
  assert.equal(several.metadata.component.type, "application");
  assert.deepEqual(
    several.components.map(({ name, components }) => [name, components?.length]),
    [
      ["nginx:1", 1],
      ["nginx:2", 1],
    ],
  );
  assert.equal(several.vulnerabilities.length, 1);
  assert.equal(several.vulnerabilities[0]?.affects.length, 2);
});

test("a finding in a package of the list points at it, and one in no package of the list brings its own", async () => {
  const { bom } = await format([withPackages([BASE], "nginx:1")]);
  assert.equal(bom.components.length, 1);
  const other = (await format([withPackages([{ ...BASE, version: "0" }], "nginx:1")])).bom;
  assert.equal(other.components.length, 2);
});

test("equal runs make equal files, in whatever order their images finish", async () => {
  const outcomes = [withPackages([BASE], "nginx:1"), ...HARD_OUTCOMES, makeFailed({ id: "image:a", image: "a" })];
  const [there, back] = [await format(outcomes), await format([...outcomes].reverse())];
  assert.match(there.bom.serialNumber, /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5/);
  assert.equal(there.text, back.text);
  assert.notEqual((await format(outcomes.slice(1))).bom.serialNumber, there.bom.serialNumber);
});

test("an image that failed and a run that was interrupted never look whole", async () => {
  const { bom, warnings } = await format([makeFailed({ image: "nginx:1" })], { summary: { interrupted: true } });
  const [image] = bom.components;
  assert.match(JSON.stringify(image?.properties), /hullscan:failed","value":"IMAGE_NOT_FOUND: nginx:1 could not be/);
  assert.deepEqual(bom.compositions, [{ aggregate: "incomplete", assemblies: ["run", image?.["bom-ref"]] }]);
  assert.match(warnings, /interrupted/);
  await format([]);
});

test("the same image as two targets has two references", async () => {
  const { bom } = await format([withPackages([BASE], "nginx:1"), withPackages([BASE], "nginx:1")]);
  assert.equal(new Set(listRefs(bom).defined).size, 5);
});

test("a rating for each source of a severity, and upgrades once each", async () => {
  const [nvd, ghsa] = ["nvd", "ghsa"].map((severitySource) =>
    makeVulnerability({ severitySource, severity: "HIGH", fix: { state: "fixed", versions: ["2"] } }),
  );
  const { bom } = await format([
    makeDone(
      [nvd, ghsa, nvd].filter((one) => one !== undefined),
      { image: "a:1" },
    ),
  ]);
  const [one] = bom.vulnerabilities;
  assert.deepEqual(one?.ratings.map(({ severity }) => severity).filter(Boolean), ["high", "high"]);
  assert.match(one?.recommendation ?? "", /^Upgrade \S+ to 2$/);
});

test.run();
