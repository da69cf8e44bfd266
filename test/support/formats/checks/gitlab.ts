import { jsonCheck, list, object, oneOf, text } from "./json_schema.ts";

const URL = text(2048, { pattern: "^(https?|ftp)://.+" });
const TOOL = object({ id: text(), name: text(), version: text(), vendor: object({ name: text() }) });
const TIME = text(19, { pattern: "^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d$" });
const TEXT_CELL = object({ type: oneOf("text"), value: { type: "string" } });
const NAMED_TEXT = object({ name: text(), type: oneOf("text"), value: { type: "string" } });
const CVSS2 = "^(AV:[NAL]|AC:[LMH]|Au:[MSN]|[CIA]:[NPC])(/(AV:[NAL]|AC:[LMH]|Au:[MSN]|[CIA]:[NPC])){5}$";
const CVSS3 = "^CVSS:3\\.[01](/(AV:[NALP]|AC:[LH]|PR:[NLH]|UI:[NR]|S:[UC]|[CIA]:[NLH])){8}$";

const VULNERABILITY = object(
  {
    id: text(36, { pattern: "^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$" }),
    identifiers: list(object({ type: text(), name: text(255), value: text(255) }, { url: URL }), {
      minItems: 1,
      maxItems: 20,
    }),
    location: object({
      dependency: object({ package: object({ name: text() }), version: { type: "string" } }),
      operating_system: text(255),
      // Without a tag GitLab makes an empty name of it.
      image: text(2048, { pattern: ".:[^/:]+$" }),
    }),
    severity: oneOf("Info", "Unknown", "Low", "Medium", "High", "Critical"),
    name: text(255),
  },
  {
    description: { type: "string", maxLength: 15_000 },
    solution: text(7000),
    links: list(object({ url: URL }), { minItems: 1 }),
    cvss_vectors: list(
      object({ vendor: text(), vector: { anyOf: [text(200, { pattern: CVSS2 }), text(200, { pattern: CVSS3 })] } }),
      {
        minItems: 1,
        maxItems: 10,
      },
    ),
    details: {
      type: "object",
      additionalProperties: {
        anyOf: [
          NAMED_TEXT,
          object({ name: text(), type: oneOf("table"), header: list(TEXT_CELL), rows: list(list(TEXT_CELL)) }),
        ],
      },
    },
  },
);

/** What GitLab requires of a container scanning report, and what it cuts or refuses. */
export const checkGitlab = jsonCheck(
  object({
    version: oneOf("15.0.7", "15.2.1"),
    vulnerabilities: list(VULNERABILITY, { maxItems: 100_000 }),
    scan: object({
      analyzer: TOOL,
      scanner: TOOL,
      start_time: TIME,
      end_time: TIME,
      status: oneOf("success", "failure"),
      type: oneOf("container_scanning"),
      messages: list(object({ level: oneOf("info", "warn", "fatal"), value: text() })),
    }),
  }),
);
