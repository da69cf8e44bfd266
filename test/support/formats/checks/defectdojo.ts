import { jsonCheck, list, object, oneOf, text } from "./json_schema.ts";

const SCORE = { type: "number", minimum: 0, maximum: 10 };

const OPTIONAL = {
  // What a finding may say of itself since long: all of them bare columns of a finding.
  active: oneOf(true, false),
  risk_accepted: oneOf(true, false),
  false_p: oneOf(true, false),
  is_mitigated: oneOf(true, false),
  date: text(10, { pattern: "^\\d{4}-\\d\\d-\\d\\d$" }),
  cvssv3: text(200, { pattern: "^CVSS:3\\.[01]/" }),
  cvssv3_score: SCORE,
  mitigation: text(),
  impact: text(),
  steps_to_reproduce: text(),
  references: text(1_000_000, { pattern: "^https?://" }),
  file_path: text(4000),
  component_name: text(500),
  component_version: text(100),
  static_finding: oneOf(true, false),
  dynamic_finding: oneOf(true, false),
  unique_id_from_tool: text(500),
  vuln_id_from_tool: text(500),
  service: text(200),
  vulnerability_ids: list(text(50)),
};

/**
 * Findings as versions of DefectDojo before those for known exploits and fixes import them; one key that they do not know
 * fails the whole file.
 */
export const checkDefectdojo = jsonCheck(
  object({
    name: oneOf("hullscan"),
    type: oneOf("hullscan"),
    findings: list(
      object(
        { title: text(511), severity: oneOf("Info", "Low", "Medium", "High", "Critical"), description: text() },
        OPTIONAL,
      ),
    ),
  }),
);
