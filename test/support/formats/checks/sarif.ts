import { jsonCheck, list, object, oneOf, text } from "./json_schema.ts";

const MESSAGE = object({ text: text() });
const LEVEL = oneOf("error", "warning", "note");
const LINE = { type: "integer", minimum: 1 };

const RULE = object(
  {
    id: text(),
    name: text(255),
    shortDescription: object({ text: text(1024) }),
    fullDescription: object({ text: text(1024) }),
    help: object({ text: text() }, { markdown: text() }),
    defaultConfiguration: object({ level: LEVEL }),
    properties: object(
      { tags: list(text(), { minItems: 1, maxItems: 10, uniqueItems: true, contains: { const: "security" } }) },
      {
        precision: oneOf("very-high", "high", "medium", "low"),
        // A text, more than 0 and no more than 10.
        "security-severity": { type: "string", pattern: "^(10\\.0|[1-9]\\.\\d|0\\.[1-9])$" },
      },
    ),
  },
  { helpUri: text(2000, { pattern: "^https?://" }) },
);

const RESULT = object({
  ruleId: text(),
  ruleIndex: { type: "integer", minimum: 0 },
  level: LEVEL,
  message: MESSAGE,
  locations: list(
    object({
      physicalLocation: object({
        // Relative, and nothing that looks like a scheme.
        artifactLocation: object({ uri: text(10_000, { pattern: "^[^/:\\s?#][^:\\s?#]*$" }) }),
        region: object({ startLine: LINE, startColumn: LINE, endLine: LINE, endColumn: LINE }),
      }),
    }),
    { minItems: 1, maxItems: 1 },
  ),
  partialFingerprints: {
    type: "object",
    properties: { primaryLocationLineHash: text(100, { pattern: "^[0-9a-f]{32}:1$" }) },
    required: ["primaryLocationLineHash"],
    additionalProperties: text(),
  },
  properties: { type: "object" },
});

const RUN = object({
  tool: object({
    driver: object({
      name: text(),
      semanticVersion: text(),
      rules: list(RULE, { maxItems: 25_000, uniqueItems: true }),
    }),
  }),
  results: list(RESULT, { maxItems: 25_000 }),
  columnKind: oneOf("utf16CodeUnits", "unicodeCodePoints"),
  automationDetails: object({ id: text(500, { pattern: "[^/]/$" }) }),
  invocations: list(
    object({
      executionSuccessful: { type: "boolean" },
      startTimeUtc: text(30, { pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z$" }),
      toolExecutionNotifications: list(
        object({ level: LEVEL, message: MESSAGE }, { descriptor: object({ id: text() }) }),
      ),
    }),
  ),
});

/** SARIF 2.1.0 as GitHub code scanning takes it: one run a file, nothing beyond its limits, no text that is empty. */
export const checkSarif = jsonCheck(
  object({ $schema: text(), version: oneOf("2.1.0"), runs: list(RUN, { minItems: 1, maxItems: 1 }) }),
);
