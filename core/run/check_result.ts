import { coreError } from "../errors/mod.ts";
import { type Finding, type ScanFacts, SEVERITIES } from "../model/mod.ts";
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
  if (other !== undefined)
    throw fail({ at: other, reason: "what is found out about a skipped target goes under data" });
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

/** What the findings of each kind have besides what all have: texts, and numbers. */
const FIELDS = {
  vulnerability: { texts: ["id", "library", "installedVersion", "fixedVersion"], numbers: [] },
  secret: { texts: ["ruleId", "category", "title", "match"], numbers: ["startLine", "endLine"] },
  misconfiguration: { texts: ["id", "title", "message", "resolution"], numbers: ["startLine", "endLine"] },
  license: { texts: ["license", "category", "library", "path"], numbers: ["confidence"] },
} as const satisfies Record<Finding["type"], { texts: readonly string[]; numbers: readonly string[] }>;

const TYPES = Object.keys(FIELDS);
const OPTIONAL_TEXTS = ["scanner", "fingerprint", "path"] as const;
const COMMON_TEXTS = ["componentType", "target", "typeDetail", "classDetail"] as const;

function findFindingFlaw(finding: Readonly<Record<string, unknown>>, at: string): Flaw | undefined {
  const { type, severity, componentType } = finding;
  if (!SEVERITIES.some((one) => one === severity)) return notOneOf(`${at}.severity`, SEVERITIES, severity);
  if (!TYPES.includes(String(type))) return notOneOf(`${at}.type`, TYPES, type);
  const { texts, numbers } = FIELDS[type as Finding["type"]];
  const flaw = checkTexts(finding, at, COMMON_TEXTS) ?? checkTexts(finding, at, texts);
  if (flaw) return flaw;
  if (componentType === "") return expected(`${at}.componentType`, "the name of a group", componentType);
  const odd = checkOptionalTexts(finding, at, OPTIONAL_TEXTS);
  if (odd) return odd;
  const wrong = numbers.find((key) => typeof finding[key] !== "number");
  return wrong && expected(`${at}.${wrong}`, "a number", finding[wrong]);
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
