import type { KnownExploit } from "../model/mod.ts";
import { isNestedTooDeeply, isRecord } from "../services/mod.ts";
import { isCve } from "./cve_key.ts";
import { IntelFlaw } from "./unpack.ts";

/** The catalogue of known exploited vulnerabilities. */
export interface KevCatalogue {
  /** The day of its release: `2026-11-24`. */
  readonly date: string;
  /** `2026.11.24`. */
  readonly version: string;
  readonly size: number;
  /** @param id Of a CVE */
  find(id: string): KnownExploit | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/**
 * Reads CISA's catalogue of known exploited vulnerabilities, its JSON.
 *
 * @see https://www.cisa.gov/known-exploited-vulnerabilities-catalog
 * @throws {IntelFlaw} with the entry that is wrong
 */
export function parseKev(bytes: Buffer): KevCatalogue {
  const content = parseJson(bytes.toString("utf8"));
  if (!isRecord(content)) throw new IntelFlaw("expected an object with vulnerabilities");
  const { catalogVersion, dateReleased, count, vulnerabilities } = content;
  if (!Array.isArray(vulnerabilities)) throw new IntelFlaw("expected a list of vulnerabilities");
  if (count !== vulnerabilities.length) {
    const reason = `its count says ${JSON.stringify(count)?.slice(0, 20)}`;
    throw new IntelFlaw(`it has ${vulnerabilities.length} vulnerabilities, and ${reason}`);
  }
  if (count === 0) throw new IntelFlaw("it has no vulnerabilities");
  const date = typeof dateReleased === "string" ? dateReleased.slice(0, 10) : "";
  if (!isDay(date)) throw new IntelFlaw("dateReleased is no date");
  if (typeof catalogVersion !== "string" || !/^[\w.-]{1,40}$/.test(catalogVersion)) {
    throw new IntelFlaw("catalogVersion is no version");
  }
  const entries = new Map<string, KnownExploit>();
  for (const [index, entry] of vulnerabilities.entries()) addEntry(entries, entry, `vulnerabilities[${index}]`);
  return { date, version: catalogVersion, size: entries.size, find: (id) => entries.get(id.toUpperCase()) };
}

function parseJson(text: string): unknown {
  if (isNestedTooDeeply(text)) throw new IntelFlaw("it is nested too deeply");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new IntelFlaw(`it is no JSON: ${error instanceof Error ? error.message : "unknown error"}`);
  }
}

function addEntry(entries: Map<string, KnownExploit>, entry: unknown, at: string): void {
  const { cveID, dateAdded, dueDate, knownRansomwareCampaignUse } = isRecord(entry) ? entry : {};
  if (typeof cveID !== "string" || !isCve(cveID)) throw new IntelFlaw(`${at}.cveID is no CVE id`);
  const key = cveID.toUpperCase();
  if (entries.has(key)) throw new IntelFlaw(`${at}.cveID is that of another entry, too`);
  if (!isDay(dateAdded)) throw new IntelFlaw(`${at}.dateAdded is no date`);
  entries.set(key, {
    added: dateAdded,
    ...(isDay(dueDate) && { due: dueDate }),
    ...(knownRansomwareCampaignUse === "Known" && { ransomware: true }),
  });
}

function isDay(value: unknown): value is string {
  return typeof value === "string" && DAY.test(value) && !Number.isNaN(Date.parse(value));
}
