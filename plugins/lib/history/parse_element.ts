import { isRecord, isSeverity, packageTypeOf, severityOf } from "../../../core/kit.ts";

type Fields = Readonly<Record<string, unknown>>;

/** The kinds of targets by what the report calls them. */
const KINDS: ReadonlyMap<unknown, string> = new Map([
  ["remote", "image"],
  ["local", "dockerfile"],
  ["dtr", "dtr-tag"],
]);

/**
 * Makes an outcome of an element of the report, unchecked. A report without `details` does not say all: of a package URL,
 * CWEs and layers it knows nothing.
 */
export function parseElement(element: Fields): Fields {
  const { image, dockerfile, platform, scan_timestamp, severity_level, scan_type, error, error_code, skipped } =
    element;
  const details = isRecord(element.scan_details) ? element.scan_details : {};
  const name = text(dockerfile ?? image);
  const finishedAt = toUtc(scan_timestamp);
  const minSeverity = isLevel(severity_level) ? severityOf(severity_level) : "UNKNOWN";
  const target = {
    id: `${text(scan_type)}:${name}`,
    kind: KINDS.get(scan_type) ?? text(scan_type),
    ...(dockerfile === undefined ? { image: name } : { dockerfile: name }),
    ...(platform !== undefined && { platform }),
    ...(isRecord(details.labels) && { labels: details.labels }),
    minSeverity,
    origin: { from: "report" },
  };
  return {
    target,
    pipeline: text(details.pipeline) || text(scan_type),
    startedAt: details.started_at === undefined ? finishedAt : toUtc(details.started_at),
    finishedAt,
    durationMs: typeof details.duration_ms === "number" ? details.duration_ms : 0,
    data: parseData(element, { details, name, finishedAt }),
    ...(error !== undefined && {
      status: "failed",
      error: { code: text(error_code), message: text(error), retryable: false, fatal: false, usage: false },
    }),
    ...(isRecord(details.comparison) && { comparison: parseComparison(details.comparison) }),
    ...(skipped !== undefined && { status: "skipped", reason: text(skipped) }),
    ...(error === undefined && skipped === undefined && { status: "done" }),
  };
}

function parseComparison({ gone, is_first: isFirst, min_severity: minSeverity, ...comparison }: Fields): Fields {
  const groups = Object.entries(isRecord(gone) ? gone : {});
  const findings = groups.flatMap(([component, group]) => parseGroup(component, group));
  return { with: comparison.with, gone: findings, ...optional({ isFirst, minSeverity }) };
}

interface About {
  readonly details: Fields;
  readonly name: string;
  readonly finishedAt: string;
}

function parseData(element: Fields, { details, name, finishedAt }: About): Fields {
  const { caveats = [], included_severities: included, image = name, dtr } = element;
  const { accepted = {} } = details;
  const groups = [element, isRecord(accepted) ? accepted : {}].flatMap(Object.entries<unknown>);
  const findings = groups.flatMap(([component, group]) => parseGroup(component, group));
  const isScanned = Array.isArray(included);
  const { digest, platform, image_id: imageId, image_source: source = "" } = details;
  const scan = {
    scanner: { name: text(details.scanner) || "trivy", ...optional({ version: details.scanner_version }) },
    ...(details.db_updated_at !== undefined && { database: { builtAt: text(details.db_updated_at) } }),
    origin: "replay",
    scannedAt: details.scanned_at === undefined ? finishedAt : toUtc(details.scanned_at),
    attempts: typeof details.attempts === "number" ? details.attempts : 1,
    caveats,
  };
  return {
    ...((isScanned || findings.length > 0) && { findings }),
    ...(isScanned && { scans: [scan] }),
    ...(isScanned && {
      image: {
        reference: text(image),
        source: text(source).replace("remote", "registry"),
        ...optional({ digest, platform, imageId }),
      },
    }),
    ...(isRecord(dtr) && { dtr }),
  };
}

/** The findings of a group: `{ SEVERITY: [finding] }`. What is no group has none. */
function parseGroup(component: string, group: unknown): readonly Fields[] {
  if (!isRecord(group)) return [];
  return Object.entries(group).flatMap(([severity, list]) => {
    if (!isSeverity(severity) || !Array.isArray(list)) return [];
    return list.filter(isRecord).map((finding) => ({ severity, ...parseFinding(finding, component) }));
  });
}

function parseFinding(finding: Fields, component: string): Fields {
  const details = isRecord(finding.details) ? finding.details : {};
  const { layer, path, references, fingerprint, scanner, is_new: isNew } = details;
  const { accepted } = finding;
  const raw = { Target: finding.target, Class: finding.class_detail, Type: finding.type_detail };
  const { title, description, primaryurl: primaryUrl } = finding;
  const common = {
    kind: finding.type,
    ...optional({ title, description, primaryUrl, references, fingerprint, scanner, accepted, isNew }),
    location: {
      ...optional({ path }),
      ...(isRecord(layer) && { layer: optional({ digest: layer.digest, diffId: layer.diff_id }) }),
    },
    raw,
  };
  switch (finding.type) {
    case "vulnerability":
      return { ...common, ...parseVulnerability(finding, { details, component, raw }) };
    case "secret":
      return {
        ...common,
        id: text(finding.secret_id),
        category: text(finding.category),
        match: text(finding.match),
        location: inFile(finding, common.location),
      };
    case "misconfiguration":
      return {
        ...common,
        id: text(finding.misconf_id),
        fileType: text(finding.type_detail),
        message: text(finding.message),
        resolution: text(finding.resolution),
        ...optional({ resource: finding.resource }),
        location: inFile(finding, common.location),
      };
    default:
      return {
        ...common,
        id: text(finding.license),
        category: text(finding.category),
        confidence: finding.confidence,
        ...(text(finding.library) !== "" && { package: { name: finding.library } }),
        ...optional({ primaryUrl: finding.link }),
        location: { ...common.location, ...(text(finding.file_path) !== "" && { path: finding.file_path }) },
      };
  }
}

interface OfVulnerability {
  readonly details: Fields;
  readonly component: string;
  readonly raw: Fields;
}

function parseVulnerability(finding: Fields, { details, component, raw }: OfVulnerability): Fields {
  const isOfSystem = finding.class_detail === "os-pkgs";
  const fixed = text(finding.fixed);
  const versions = fixed.split(",").flatMap((version) => version.trim() || []);
  const { purl, status, aliases, cwes, published_at: publishedAt, modified_at: modifiedAt, epss, kev } = details;
  const type = isOfSystem ? text(finding.type_detail) : packageTypeOf(component);
  return {
    id: text(finding.vuln_id),
    package: {
      name: text(finding.library),
      version: text(finding.installed_vers),
      class: isOfSystem ? "os" : "language",
      type,
      ...optional({ purl }),
    },
    fix: { state: status ?? (versions.length > 0 ? "fixed" : "unknown"), versions },
    ...((epss !== undefined || kev !== undefined) && { intel: optional({ epss, kev }) }),
    ...optional({ aliases, cwes, publishedAt, modifiedAt, severitySource: finding.severitysource }),
    raw: { ...raw, ...optional({ CVSS: finding.cvss }) },
  };
}

function inFile({ target, start_line: startLine, end_line: endLine }: Fields, location: Fields): Fields {
  return {
    ...(text(target) !== "" && { path: target }),
    ...optional({ startLine: startLine || undefined, endLine: endLine || undefined }),
    ...location,
  };
}

function optional(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function text(value: unknown): string {
  return typeof value === "string" ? value : "";
}

function toUtc(value: unknown): string {
  return text(value).replace(/\+00:00$/, "Z");
}

function isLevel(value: unknown): value is 1 | 2 | 3 | 4 | 5 {
  return typeof value === "number" && Number.isInteger(value) && value >= 1 && value <= 5;
}
