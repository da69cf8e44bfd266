import { coreError } from "../errors/mod.ts";
import { type Finding, type Package, type ScanFacts, SEVERITIES } from "../model/mod.ts";
import type { ScanData } from "../model/record.ts";
import { expected, type Flaw, findJsonFlaw, findTrap, isPlain } from "./flaw.ts";

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
    const flaw = findJsonFlaw(value, key) ?? KEY_CHECKS.get(key)?.(value, key);
    if (flaw) throw fail({ ...flaw, at: under + flaw.at });
  }
  return patch;
}

/** What the core's own keys hold; those of plugins hold what they like. */
const KEY_CHECKS: ReadonlyMap<string, (value: unknown, at: string) => Flaw | undefined> = new Map([
  ["findings", (value, at) => checkList(value, at, findFindingFlaw)],
  ["packages", (value, at) => checkList(value, at, findListedFlaw)],
  ["scans", (value, at) => checkList(value, at, findScanFlaw)],
  ["image", (value, at) => (isPlain(value) ? findImageFlaw(value, at) : expected(at, "an object", value))],
  ["note", (value, at) => (typeof value === "string" ? undefined : expected(at, "text", value))],
  // What earlier releases had: left alone, it would make a result look clean that is not.
  ["caveats", (value, at) => expected(at, "nothing, as caveats go into an entry of scans", value)],
]);

function checkList(
  value: unknown,
  at: string,
  check: (item: Readonly<Record<string, unknown>>, at: string) => Flaw | undefined,
): Flaw | undefined {
  if (!Array.isArray(value)) return expected(at, "a list", value);
  for (const [index, item] of value.entries()) {
    const place = `${at}[${index}]`;
    const flaw = isPlain(item) ? check(item, place) : expected(place, "an object", item);
    if (flaw) return flaw;
  }
  return undefined;
}

type Check = (value: Readonly<Record<string, unknown>>, at: string) => Flaw | undefined;

/** What the findings of each kind have besides what all have. */
const KINDS: Readonly<Record<Finding["kind"], Check>> = {
  vulnerability: (finding, at) =>
    checkObject(finding, at, "package", findPackageFlaw) ??
    checkObject(finding, at, "fix", (fix, place) =>
      typeof fix.state === "string"
        ? checkTextList(fix, place, "versions")
        : expected(`${place}.state`, "text", fix.state),
    ),
  secret: (finding, at) => checkTexts(finding, at, ["category", "match"]),
  misconfiguration: (finding, at) => checkTexts(finding, at, ["fileType", "message", "resolution"]),
  license: (finding, at) =>
    checkTexts(finding, at, ["category"]) ??
    (finding.package === undefined
      ? undefined
      : checkObject(finding, at, "package", (named, place) => checkTexts(named, place, ["name"]))) ??
    (typeof finding.confidence === "number" ? undefined : expected(`${at}.confidence`, "a number", finding.confidence)),
};

const KIND_NAMES = Object.keys(KINDS);
const OPTIONAL_TEXTS = ["title", "description", "primaryUrl", "scanner", "fingerprint"] as const;

function findFindingFlaw(finding: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  const { kind, severity, raw } = finding;
  if (!SEVERITIES.some((one) => one === severity)) return notOneOf(`${at}.severity`, SEVERITIES, severity);
  if (!KIND_NAMES.includes(String(kind))) return notOneOf(`${at}.kind`, KIND_NAMES, kind);
  if (raw !== undefined && !isPlain(raw)) return expected(`${at}.raw`, "an object, or nothing", raw);
  return (
    checkTexts(finding, at, ["id"]) ??
    checkOptionalTexts(finding, at, OPTIONAL_TEXTS) ??
    checkOptionalLists(finding, at, ["references", "aliases", "cwes", "cvss"]) ??
    checkObject(finding, at, "location", findLocationFlaw) ??
    KINDS[kind as Finding["kind"]](finding, at)
  );
}

function findLocationFlaw(location: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  const wrong = (["startLine", "endLine"] as const).find(
    (key) => !["undefined", "number"].includes(typeof location[key]),
  );
  if (wrong) return expected(`${at}.${wrong}`, "a number, or nothing", location[wrong]);
  const { layer } = location;
  if (layer !== undefined && !isPlain(layer)) return expected(`${at}.layer`, "an object, or nothing", layer);
  return checkOptionalTexts(location, at, ["path"]);
}

const CLASSES = ["os", "language"] as const satisfies readonly Package["class"][];

function findPackageFlaw(found: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  if (!CLASSES.some((one) => one === found.class)) return notOneOf(`${at}.class`, CLASSES, found.class);
  return checkTexts(found, at, ["name", "version", "type"]) ?? checkOptionalTexts(found, at, ["purl"]);
}

function findListedFlaw(listed: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  const { licenses, layer } = listed;
  if (layer !== undefined && !isPlain(layer)) return expected(`${at}.layer`, "an object, or nothing", layer);
  return (
    findPackageFlaw(listed, at) ??
    checkOptionalTexts(listed, at, ["path"]) ??
    (licenses === undefined ? undefined : checkTextList(listed, at, "licenses"))
  );
}

function checkObject(
  record: Readonly<Record<string, unknown>>,
  at: string,
  key: string,
  check: Check,
): Flaw | undefined {
  const value = record[key];
  return isPlain(value) ? check(value, `${at}.${key}`) : expected(`${at}.${key}`, "an object", value);
}

function checkOptionalLists(
  record: Readonly<Record<string, unknown>>,
  at: string,
  keys: readonly string[],
): Flaw | undefined {
  const wrong = keys.find((key) => record[key] !== undefined && !Array.isArray(record[key]));
  return wrong === undefined ? undefined : expected(`${at}.${wrong}`, "a list, or nothing", record[wrong]);
}

function checkTextList(record: Readonly<Record<string, unknown>>, at: string, key: string): Flaw | undefined {
  const value = record[key];
  const isSound = Array.isArray(value) && value.every((item) => typeof item === "string");
  return isSound ? undefined : expected(`${at}.${key}`, "a list of texts", value);
}

function checkTexts(record: Readonly<Record<string, unknown>>, at: string, keys: readonly string[]): Flaw | undefined {
  for (const key of keys) if (typeof record[key] !== "string") return expected(`${at}.${key}`, "text", record[key]);
  return undefined;
}

const ORIGINS = ["scan", "cache", "replay"] as const satisfies readonly ScanFacts["origin"][];

function findScanFlaw(scan: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  const { scanner, database, origin, attempts, caveats } = scan;
  if (!isPlain(scanner)) return expected(`${at}.scanner`, "an object", scanner);
  if (database !== undefined && !isPlain(database))
    return expected(`${at}.database`, "an object, or nothing", database);
  const flaw =
    checkTexts(scanner, `${at}.scanner`, ["name"]) ??
    checkOptionalTexts(scanner, `${at}.scanner`, ["version"]) ??
    (database && checkTexts(database, `${at}.database`, ["builtAt"])) ??
    checkTexts(scan, at, ["scannedAt"]) ??
    checkOptionalTexts(scan, at, ["scannedAs", "cacheKey"]);
  if (flaw) return flaw;
  if (!ORIGINS.some((one) => one === origin)) return notOneOf(`${at}.origin`, ORIGINS, origin);
  if (typeof attempts !== "number") return expected(`${at}.attempts`, "a number", attempts);
  return checkList(caveats, `${at}.caveats`, (caveat, place) => checkTexts(caveat, place, ["code", "message"]));
}

function findImageFlaw(image: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  const { reference, os, layers } = image;
  if (reference === "" || typeof reference !== "string") return expected(`${at}.reference`, "an image", reference);
  const flaw =
    checkTexts(image, at, ["source"]) ?? checkOptionalTexts(image, at, ["digest", "imageId", "platform", "createdAt"]);
  if (flaw) return flaw;
  if (layers !== undefined && !Array.isArray(layers)) return expected(`${at}.layers`, "a list, or nothing", layers);
  if (os === undefined) return undefined;
  return isPlain(os) ? checkTexts(os, `${at}.os`, ["family", "version"]) : expected(`${at}.os`, "an object", os);
}

function checkOptionalTexts(
  record: Readonly<Record<string, unknown>>,
  at: string,
  keys: readonly string[],
): Flaw | undefined {
  const wrong = keys.find((key) => record[key] !== undefined && typeof record[key] !== "string");
  return wrong === undefined ? undefined : expected(`${at}.${wrong}`, "text, or nothing", record[wrong]);
}

function notOneOf(at: string, names: readonly string[], value: unknown): Flaw {
  return expected(at, `one of ${names.join(", ")}`, value);
}
