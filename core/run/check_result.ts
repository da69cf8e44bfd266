import { coreError } from "../errors/mod.ts";
import { type Acceptance, type Finding, isSeverity, type Package, type ScanFacts, SEVERITIES } from "../model/mod.ts";
import type { ScanData } from "../model/record.ts";
import { isRecord } from "../services/values.ts";
import { findIntelFlaw } from "./find_intel_flaw.ts";
import { expected, type Flaw, findJsonFlaw, findTrap, isPlain, within } from "./flaw.ts";

/** What a processor has returned. */
export interface CheckedResult {
  readonly patch: Readonly<Partial<ScanData>>;
  /** Why the rest can be skipped. */
  readonly skip?: string;
}

/**
 * Checks what a processor has returned for a target: a patch, or that the rest can be skipped. This is the one place
 * where it is done: what has passed it, journal, events and sinks can rely on. `undefined` is no patch, and a key that is
 * `undefined` is not there.
 *
 * @throws {ScanError} RESULT_INVALID, which names plugin, key and value
 */
export function checkResult(result: unknown, plugin: string): CheckedResult {
  const fail = ({ at, reason }: Flaw) => coreError("RESULT_INVALID", { plugin, at, reason }, { plugin });
  if (!isPlain(result)) throw fail(expected("", "an object of data, or nothing", result));
  if (!("skip" in result)) return { patch: checkPatch(result, "", fail) };
  const { skip, data = {}, ...others } = result;
  const [other] = Object.keys(others);
  if (typeof skip !== "string") throw fail(expected("skip", "the reason as text", skip));
  if (other !== undefined) throw fail({ at: other, reason: "data of a skipped target goes under the key data" });
  if (!isPlain(data)) throw fail(expected("data", "an object of data", data));
  return { patch: checkPatch(data, "data.", fail), skip };
}

function checkPatch(
  patch: Readonly<Record<string, unknown>>,
  under: string,
  fail: (flaw: Flaw) => Error,
): Readonly<Partial<ScanData>> {
  const trap = findTrap(patch);
  if (trap) throw fail({ ...trap, at: under + trap.at.slice(1) });
  for (const [key, value] of Object.entries(patch)) {
    if (value === undefined) continue;
    const flaw = findJsonFlaw(value) ?? KEY_CHECKS.get(key)?.(value);
    if (flaw) throw fail(within(under + key, flaw));
  }
  return patch;
}

type Facts = Readonly<Record<string, unknown>>;
/**
 * Finds what is wrong with a value that JSON can hold: whatever is an object in it has keys and nothing more. The place
 * of a flaw is put together on the way back: what is sound costs no text.
 */
type Check<T = Facts> = (value: T) => Flaw | undefined;

/** What the core's own keys hold; those of plugins hold what they like. */
const KEY_CHECKS: ReadonlyMap<string, Check<unknown>> = new Map<string, Check<unknown>>([
  ["findings", (value) => checkList(value, findFindingFlaw)],
  ["packages", (value) => checkList(value, findListedFlaw)],
  ["scans", (value) => checkList(value, findScanFlaw)],
  ["image", (value) => checkRecord(value, findImageFlaw)],
  ["note", (value) => (typeof value === "string" ? undefined : expected("", "text", value))],
  // What earlier releases had: left alone, it would make a result look clean that is not.
  ["caveats", (value) => expected("", "nothing, as caveats go into an entry of scans", value)],
]);

/** What the findings of each kind have besides what all have. */
const KINDS: Readonly<Record<Finding["kind"], Check>> = {
  vulnerability: (finding) =>
    checkObject(finding, "package", findPackageFlaw) ??
    checkObject(finding, "fix", findFixFlaw) ??
    (finding.intel === undefined ? undefined : checkObject(finding, "intel", findIntelFlaw)),
  secret: (finding) => checkTexts(finding, SECRET_TEXTS),
  misconfiguration: (finding) => checkTexts(finding, MISCONFIGURATION_TEXTS),
  license: (finding) =>
    checkTexts(finding, CATEGORY) ??
    (finding.package === undefined ? undefined : checkObject(finding, "package", checkName)) ??
    (typeof finding.confidence === "number" ? undefined : expected(".confidence", "a number", finding.confidence)),
};

// No list is made for each finding.
const ID = ["id"];
const CATEGORY = ["category"];
const SECRET_TEXTS = ["category", "match"];
const MISCONFIGURATION_TEXTS = ["fileType", "message", "resolution"];
const OPTIONAL_TEXTS = ["title", "description", "primaryUrl", "scanner", "fingerprint"];
const OPTIONAL_LISTS = ["references", "aliases", "cwes", "cvss"];
const PACKAGE_TEXTS = ["name", "version", "type"];
const PURL = ["purl"];
const PATH = ["path"];
const NAME = ["name"];
const checkName: Check = (value) => checkTexts(value, NAME);

function findFindingFlaw(finding: Facts): Flaw | undefined {
  const { kind, severity, raw, accepted, isNew } = finding;
  if (!isSeverity(severity)) return notOneOf(".severity", SEVERITIES, severity);
  if (typeof kind !== "string" || !Object.hasOwn(KINDS, kind)) return notOneOf(".kind", Object.keys(KINDS), kind);
  if (raw !== undefined && !isRecord(raw)) return expected(".raw", "an object, or nothing", raw);
  if (isNew !== undefined && isNew !== true) return expected(".isNew", "true, or nothing", isNew);
  return (
    checkTexts(finding, ID) ??
    checkOptionalTexts(finding, OPTIONAL_TEXTS) ??
    checkOptionalLists(finding, OPTIONAL_LISTS) ??
    checkObject(finding, "location", findLocationFlaw) ??
    (accepted === undefined ? undefined : checkObject(finding, "accepted", findAcceptanceFlaw)) ??
    KINDS[kind as Finding["kind"]](finding)
  );
}

const STATUSES = ["accepted", "not_affected", "fixed"] as const satisfies readonly Acceptance["status"][];

function findAcceptanceFlaw(acceptance: Facts): Flaw | undefined {
  const { status } = acceptance;
  if (!STATUSES.some((one) => one === status)) return notOneOf(".status", STATUSES, status);
  return (
    checkTexts(acceptance, ["reason", "rule"]) ?? checkOptionalTexts(acceptance, ["until", "owner", "justification"])
  );
}

function findLocationFlaw(location: Facts): Flaw | undefined {
  const { startLine, endLine, layer } = location;
  if (!isOptionalNumber(startLine)) return expected(".startLine", "a number, or nothing", startLine);
  if (!isOptionalNumber(endLine)) return expected(".endLine", "a number, or nothing", endLine);
  if (layer !== undefined && !isRecord(layer)) return expected(".layer", "an object, or nothing", layer);
  return checkOptionalTexts(location, PATH);
}

function isOptionalNumber(value: unknown): boolean {
  return value === undefined || typeof value === "number";
}

const CLASSES = ["os", "language"] as const satisfies readonly Package["class"][];

function findPackageFlaw(found: Facts): Flaw | undefined {
  if (!CLASSES.includes(found.class as Package["class"])) return notOneOf(".class", CLASSES, found.class);
  return checkTexts(found, PACKAGE_TEXTS) ?? checkOptionalTexts(found, PURL);
}

function findListedFlaw(listed: Facts): Flaw | undefined {
  const { licenses, layer } = listed;
  if (layer !== undefined && !isRecord(layer)) return expected(".layer", "an object, or nothing", layer);
  return (
    findPackageFlaw(listed) ??
    checkOptionalTexts(listed, PATH) ??
    (licenses === undefined ? undefined : checkTextList(listed, "licenses"))
  );
}

function findFixFlaw(fix: Facts): Flaw | undefined {
  return typeof fix.state === "string" ? checkTextList(fix, "versions") : expected(".state", "text", fix.state);
}

const ORIGINS = ["scan", "cache", "replay", "rematch"] as const satisfies readonly ScanFacts["origin"][];

function findScanFlaw(scan: Facts): Flaw | undefined {
  const { scanner, database, origin, attempts, caveats } = scan;
  if (!isRecord(scanner)) return expected(".scanner", "an object", scanner);
  if (database !== undefined && !isRecord(database)) return expected(".database", "an object, or nothing", database);
  const flaw =
    checkObject(scan, "scanner", (by) => checkTexts(by, NAME) ?? checkOptionalTexts(by, ["version"])) ??
    (database && checkObject(scan, "database", (of) => checkTexts(of, ["builtAt"]))) ??
    checkTexts(scan, ["scannedAt"]) ??
    checkOptionalTexts(scan, ["scannedAs", "cacheKey"]);
  if (flaw) return flaw;
  if (!ORIGINS.some((one) => one === origin)) return notOneOf(".origin", ORIGINS, origin);
  if (typeof attempts !== "number") return expected(".attempts", "a number", attempts);
  const odd = checkList(caveats, (caveat) => checkTexts(caveat, ["code", "message"]));
  return odd && within(".caveats", odd);
}

function findImageFlaw(image: Facts): Flaw | undefined {
  const { reference, os, layers } = image;
  if (reference === "" || typeof reference !== "string") return expected(".reference", "an image", reference);
  const flaw =
    checkTexts(image, ["source"]) ?? checkOptionalTexts(image, ["digest", "imageId", "platform", "createdAt"]);
  if (flaw) return flaw;
  if (layers !== undefined && !Array.isArray(layers)) return expected(".layers", "a list, or nothing", layers);
  return os === undefined ? undefined : checkObject(image, "os", (system) => checkTexts(system, ["family", "version"]));
}

function checkRecord(value: unknown, check: Check): Flaw | undefined {
  return isRecord(value) ? check(value) : expected("", "an object", value);
}

function checkObject(record: Facts, key: string, check: Check): Flaw | undefined {
  const flaw = checkRecord(record[key], check);
  return flaw && within(`.${key}`, flaw);
}

function checkList(value: unknown, check: Check): Flaw | undefined {
  if (!Array.isArray(value)) return expected("", "a list", value);
  for (let index = 0; index < value.length; index += 1) {
    const flaw = checkRecord(value[index], check);
    if (flaw) return within(`[${index}]`, flaw);
  }
  return undefined;
}

function checkTexts(record: Facts, keys: readonly string[]): Flaw | undefined {
  for (const key of keys) if (typeof record[key] !== "string") return expected(`.${key}`, "text", record[key]);
  return undefined;
}

function checkTextList(record: Facts, key: string): Flaw | undefined {
  const value = record[key];
  const isSound = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isSound ? undefined : expected(`.${key}`, "a list of texts", value);
}

function checkOptionalTexts(record: Facts, keys: readonly string[]): Flaw | undefined {
  for (const key of keys) {
    const value = record[key];
    if (value !== undefined && typeof value !== "string") return expected(`.${key}`, "text, or nothing", value);
  }
  return undefined;
}

function checkOptionalLists(record: Facts, keys: readonly string[]): Flaw | undefined {
  for (const key of keys) {
    const value = record[key];
    if (value !== undefined && !Array.isArray(value)) return expected(`.${key}`, "a list, or nothing", value);
  }
  return undefined;
}

function notOneOf(at: string, names: readonly string[], value: unknown): Flaw {
  return expected(at, `one of ${names.join(", ")}`, value);
}
