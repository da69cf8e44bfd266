import type { Message } from "./proto_codec.ts";

// The fields of Trivy 0.68.2, out of the descriptions that the program carries.

const LAYER = {
  digest: [1, "string"],
  diff_id: [2, "string"],
  created_by: [3, "string"],
  size: [4, "integer"],
} satisfies Message;
const OS = {
  family: [1, "string"],
  name: [2, "string"],
  eosl: [3, "bool"],
  extended: [4, "bool"],
} satisfies Message;
const IDENTIFIER = { purl: [1, "string"], bom_ref: [2, "string"], uid: [3, "string"] } satisfies Message;
const LOCATION = { start_line: [1, "integer"], end_line: [2, "integer"] } satisfies Message;
const TIMESTAMP = { seconds: [1, "integer"], nanos: [2, "integer"] } satisfies Message;
const LINE = {
  ...({ number: [1, "integer"], content: [2, "string"], is_cause: [3, "bool"], annotation: [4, "string"] } as const),
  ...({
    truncated: [5, "bool"],
    highlighted: [6, "string"],
    first_cause: [7, "bool"],
    last_cause: [8, "bool"],
  } as const),
} satisfies Message;
const CODE = { lines: [1, LINE, "many"] } satisfies Message;

const PACKAGE = {
  ...({ name: [1, "string"], version: [2, "string"], release: [3, "string"], epoch: [4, "integer"] } as const),
  ...({
    arch: [5, "string"],
    src_name: [6, "string"],
    src_version: [7, "string"],
    src_release: [8, "string"],
  } as const),
  ...({ src_epoch: [9, "integer"], layer: [11, LAYER], file_path: [12, "string"], id: [13, "string"] } as const),
  ...({ depends_on: [14, "string", "many"], licenses: [15, "string", "many"], digest: [16, "string"] } as const),
  ...({ dev: [17, "bool"], indirect: [18, "bool"], identifier: [19, IDENTIFIER] } as const),
  ...({ locations: [20, LOCATION, "many"], maintainer: [21, "string"], relationship: [22, "integer"] } as const),
} satisfies Message;

const CVSS = {
  ...({ v2_vector: [1, "string"], v3_vector: [2, "string"], v2_score: [3, "double"] } as const),
  ...({ v3_score: [4, "double"], v40_vector: [5, "string"], v40_score: [6, "double"] } as const),
} satisfies Message;

/** Any value of JSON: only a text is used here. */
const JSON_VALUE = { string_value: [3, "string"] } satisfies Message;

const VULNERABILITY = {
  ...({ vulnerability_id: [1, "string"], pkg_name: [2, "string"], installed_version: [3, "string"] } as const),
  ...({ fixed_version: [4, "string"], title: [5, "string"], description: [6, "string"] } as const),
  ...({ severity: [7, "integer"], references: [8, "string", "many"], layer: [10, LAYER] } as const),
  severity_source: [11, "string"],
  cvss: [12, { key: [1, "string"], value: [2, CVSS] }, "many"],
  ...({ cwe_ids: [13, "string", "many"], primary_url: [14, "string"], published_date: [15, TIMESTAMP] } as const),
  ...({ last_modified_date: [16, TIMESTAMP], custom_advisory_data: [17, JSON_VALUE] } as const),
  ...({ custom_vuln_data: [18, JSON_VALUE], vendor_ids: [19, "string", "many"] } as const),
  data_source: [20, { id: [1, "string"], name: [2, "string"], url: [3, "string"], base_id: [4, "string"] }],
  vendor_severity: [21, { key: [1, "string"], value: [2, "integer"] }, "many"],
  ...({ pkg_path: [22, "string"], pkg_id: [23, "string"], status: [24, "integer"] } as const),
  pkg_identifier: [25, IDENTIFIER],
} satisfies Message;

const SECRET = {
  ...({ rule_id: [1, "string"], category: [2, "string"], severity: [3, "string"], title: [4, "string"] } as const),
  ...({ start_line: [5, "integer"], end_line: [6, "integer"], code: [7, CODE], match: [8, "string"] } as const),
  ...({ layer: [10, LAYER], offset: [11, "integer"] } as const),
} satisfies Message;

const LICENSE = { severity: [1, "integer"], name: [5, "string"], confidence: [6, "float"] } satisfies Message;

const RESULT = {
  ...({ target: [1, "string"], vulnerabilities: [2, VULNERABILITY, "many"], type: [3, "string"] } as const),
  ...({ misconfigurations: [4, { type: [1, "string"], id: [2, "string"] }, "many"] } as const),
  ...({ packages: [5, PACKAGE, "many"], class: [6, "string"], secrets: [8, SECRET, "many"] } as const),
  licenses: [9, LICENSE, "many"],
} satisfies Message;

/** The answer to the request for a scan. */
export const SCAN_ANSWER = {
  os: [1, OS],
  results: [3, RESULT, "many"],
  layers: [4, LAYER, "many"],
} satisfies Message;

/** The request for a scan. */
export const SCAN_REQUEST = {
  ...({ target: [1, "string"], artifact_id: [2, "string"], blob_ids: [3, "string", "many"] } as const),
  options: [
    4,
    {
      ...({ pkg_types: [1, "string", "many"], scanners: [2, "string", "many"] } as const),
      license_categories: [4, { key: [1, "string"], value: [2, { names: [1, "string", "many"] }] }, "many"],
      ...({ include_dev_deps: [5, "bool"], pkg_relationships: [6, "string", "many"], distro: [7, OS] } as const),
      ...({ vuln_severity_sources: [8, "string", "many"], license_full: [9, "bool"] } as const),
    },
  ],
} satisfies Message;

/** What asks which parts of an image are missing, and the answer. */
export const MISSING_REQUEST = { artifact_id: [1, "string"], blob_ids: [2, "string", "many"] } satisfies Message;
export const MISSING_ANSWER = {
  missing_artifact: [1, "bool"],
  missing_blob_ids: [2, "string", "many"],
} satisfies Message;
