import assert from "node:assert/strict";
import { test } from "uvu";
import type { Acceptance } from "#core/kit.ts";
import type { Outcome } from "#core/mod.ts";
import { HARMLESS, RISK } from "#support/formats/acceptances.ts";
import { checkOpenvex } from "#support/formats/checks/openvex.ts";
import { type FormatOptions, formatOutcomes } from "#support/formats/format_outcomes.ts";
import { assertGolden } from "#support/formats/golden.ts";
import { HARD_OUTCOMES } from "#support/formats/hard_outcomes.ts";
import { makeDone, makeFailed, makePackage, makeSecret, makeVulnerability } from "#support/outcomes.ts";

const PURL = "pkg:deb/debian/libc6@2.36-9?arch=amd64";
const libc = makePackage({ purl: PURL });
const DIGEST = `sha256:${"a".repeat(64)}`;
const CONTENT = `pkg:oci/app@${encodeURIComponent(DIGEST)}`;

function scanned(findings: Parameters<typeof makeDone>[0], image = "registry.example.com:5000/team/app:1.0"): Outcome {
  const outcome = makeDone(findings, { id: `image:${image}`, image });
  const facts = { reference: image, digest: DIGEST, platform: "linux/amd64", source: "registry" };
  return { ...outcome, data: { ...outcome.data, image: facts } };
}

interface Statement {
  readonly vulnerability: unknown;
  readonly products: readonly { readonly "@id": string; readonly identifiers?: { readonly purl: string } }[];
  readonly status: string;
}

async function format(outcomes: Iterable<Outcome>, options?: FormatOptions) {
  const { parts, warnings } = await formatOutcomes("openvex", outcomes, options);
  const text = parts[""] ?? "";
  checkOpenvex(text);
  const document = JSON.parse(text) as Readonly<Record<string, unknown>> & { readonly statements: Statement[] };
  return { text, document, statements: document.statements, warnings: warnings.join("\n") };
}

test("the file of a run with all that is hard is what it was", async () => {
  const { text, warnings } = await format(HARD_OUTCOMES);
  assertGolden("openvex.json", text);
  assert.match(warnings, /left out 1 accepted secret: it has a place for vulnerabilities only/);
  assert.match(warnings, /\(1 could not be scanned, 1 skipped, 1 with caveats\)/);
});

test("a statement is a vulnerability, what was decided, and the packages of all images that it holds for", async () => {
  const found = (accepted: Acceptance) =>
    makeVulnerability({ id: "CVE-1", aliases: ["GHSA-1"], package: libc, accepted });
  const other = "registry.example.com:5000/team/web:2";
  const { statements } = await format([scanned([found(HARMLESS)]), scanned([found(HARMLESS)], other)]);
  const named = (name: string, tag: string) => ({
    "@id": `pkg:oci/${name}@${encodeURIComponent(DIGEST)}?arch=amd64&repository_url=registry.example.com%3A5000%2Fteam%2F${name}&tag=${tag}`,
    identifiers: { purl: CONTENT.replace("app", name) },
    subcomponents: [{ "@id": PURL }],
  });
  assert.deepEqual(statements, [
    {
      vulnerability: { name: "CVE-1", aliases: ["GHSA-1"] },
      products: [named("app", "1.0"), named("web", "2")],
      status: "not_affected",
      justification: "vulnerable_code_not_present",
      impact_statement: "not affected until 2026-12-31: built without it",
    },
  ]);
});

test("a risk that is taken is affected, and its action says why, until when and who answers for it", async () => {
  const { statements } = await format([
    scanned([
      makeVulnerability({ id: "CVE-1", package: libc, accepted: RISK }),
      makeVulnerability({ id: "CVE-2", package: libc, accepted: { ...HARMLESS, status: "fixed" } }),
      makeVulnerability({ id: "CVE-3", package: libc, accepted: { ...HARMLESS, justification: "because" } }),
      makeVulnerability({ id: "CVE-4", package: libc }),
    ]),
  ]);
  assert.deepEqual(
    statements
      .map(({ products, vulnerability, ...said }) => [vulnerability, said])
      .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
    [
      [
        { name: "CVE-1" },
        { status: "affected", action_statement: "accepted until 2026-12-31 by @team-a: not reachable" },
      ],
      [{ name: "CVE-2" }, { status: "fixed", status_notes: "fixed here until 2026-12-31: built without it" }],
      [
        { name: "CVE-3" },
        { status: "not_affected", impact_statement: "not affected until 2026-12-31: built without it" },
      ],
    ],
  );
});

test("where a package has a vulnerability twice, and a rule calls one harmless, no reader hides the other", async () => {
  const [open, harmless] = [undefined, HARMLESS].map((accepted, index) =>
    makeVulnerability({
      id: "CVE-1",
      package: libc,
      location: { path: `${index}.jar` },
      ...(accepted && { accepted }),
    }),
  );
  assert.ok(open && harmless);
  const { statements, warnings } = await format([scanned([open, harmless])]);
  assert.deepEqual(statements, []);
  assert.match(warnings, /left out 1 finding that a rule calls harmless: the same package has the same vulnerability/);
  const both = await format([scanned([{ ...open, accepted: RISK }, harmless])]);
  assert.deepEqual(
    both.statements.map(({ status }) => status),
    ["affected"],
  );
  assert.deepEqual((await format([scanned([{ ...open, accepted: HARMLESS }, harmless])])).warnings, "");
});

test("an image without a digest has a name that no reader takes for each image of that name", async () => {
  const finding = makeVulnerability({ package: makePackage(), accepted: HARMLESS });
  const { statements, warnings } = await format([makeDone([finding], { id: "image:nginx:1", image: "nginx:1" })]);
  assert.deepEqual(statements[0]?.products, [
    { "@id": "hullscan:image%3Anginx%3A1", subcomponents: [{ "@id": "pkg:generic/libc6@2.36-9" }] },
  ]);
  assert.match(warnings, /1 finding in images without a digest/);
});

test("a platform of the list is part of what is known again", async () => {
  const outcome = scanned([makeVulnerability({ package: libc, accepted: HARMLESS })]);
  const { statements } = await format([{ ...outcome, target: { ...outcome.target, platform: "linux/arm64" } }]);
  assert.equal(statements[0]?.products[0]?.identifiers?.purl, `${CONTENT}?arch=amd64`);
});

test("equal runs make equal files, in whatever order their images finish; another decision makes another name", async () => {
  const outcomes = [scanned([makeVulnerability({ package: libc, accepted: RISK })]), ...HARD_OUTCOMES];
  const [there, back] = [await format(outcomes), await format([...outcomes].reverse())];
  assert.equal(there.text, back.text);
  assert.match(String(there.document["@id"]), /^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-5/);
  assert.notEqual((await format(HARD_OUTCOMES)).document["@id"], there.document["@id"]);
  const named = await format(outcomes, { options: { author: "Team A <team-a@example.com>" } });
  assert.equal(named.document.author, "Team A <team-a@example.com>");
});

test("a run that accepts nothing, failed or was interrupted says what its file lacks", async () => {
  const { warnings } = await format([makeFailed()], { summary: { interrupted: true } });
  assert.match(warnings, /no vulnerability is accepted: the file has no statement, which some readers refuse/);
  assert.match(warnings, /\(1 could not be scanned\)\n.*interrupted/);
  assert.match(
    (await format([makeDone([{ ...makeSecret("HIGH"), accepted: RISK }])])).warnings,
    /left out 1 accepted secret/,
  );
});

test.run();
