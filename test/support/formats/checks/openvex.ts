import assert from "node:assert/strict";
import { jsonCheck, list, object, oneOf, text } from "./json_schema.ts";

const IRI = text(3000, { pattern: '^[a-z][a-z0-9+.-]*:[^\\s"<>\\\\^`{|}]+$' });
const PURL = text(3000, { pattern: "^pkg:[a-z]+/" });

const PRODUCT = object(
  { "@id": IRI, subcomponents: list(object({ "@id": PURL }), { minItems: 1, uniqueItems: true }) },
  { identifiers: object({ purl: PURL }) },
);

/** What each status wants beside it. */
const BY_STATUS = {
  affected: { required: ["action_statement"] },
  fixed: {},
  not_affected: { anyOf: [{ required: ["justification"] }, { required: ["impact_statement"] }] },
};

const STATEMENT = {
  ...object(
    {
      vulnerability: object({ name: text(255) }, { aliases: list(text(255), { uniqueItems: true, minItems: 1 }) }),
      products: list(PRODUCT, { minItems: 1, uniqueItems: true }),
      status: oneOf(...Object.keys(BY_STATUS)),
    },
    {
      justification: oneOf(
        "component_not_present",
        "vulnerable_code_not_present",
        "vulnerable_code_not_in_execute_path",
        "vulnerable_code_cannot_be_controlled_by_adversary",
        "inline_mitigations_already_exist",
      ),
      impact_statement: text(),
      action_statement: text(),
      status_notes: text(),
    },
  ),
  allOf: Object.entries(BY_STATUS).map(([status, wanted]) => ({
    if: { properties: { status: { const: status } } },
    // biome-ignore lint/suspicious/noThenProperty: a word of JSON Schema
    then: wanted,
  })),
};

const checkSchema = jsonCheck(
  object({
    "@context": oneOf("https://openvex.dev/ns/v0.2.0"),
    "@id": IRI,
    author: text(),
    timestamp: text(30, { pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z$" }),
    version: { type: "integer", minimum: 1 },
    tooling: text(),
    // The schema wants one: a run without accepted vulnerabilities has none, and says so.
    statements: list(STATEMENT, { uniqueItems: true }),
  }),
);

interface Document {
  readonly statements: readonly {
    readonly vulnerability: { readonly name: string };
    readonly status: string;
    readonly products: readonly { readonly "@id": string; readonly subcomponents: readonly { "@id": string }[] }[];
  }[];
}

/** OpenVEX 0.2.0 with the keys that we write, where no two statements contradict each other. */
export function checkOpenvex(json: string): void {
  checkSchema(json);
  const seen = new Map<string, string>();
  for (const { vulnerability, status, products } of (JSON.parse(json) as Document).statements) {
    for (const { "@id": product, subcomponents } of products) {
      for (const { "@id": purl } of subcomponents) {
        const key = `${vulnerability.name} ${product} ${purl}`;
        assert.equal(seen.get(key) ?? status, status, key);
        seen.set(key, status);
      }
    }
  }
}
