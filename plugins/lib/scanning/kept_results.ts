import type { ScanRecord } from "../../../core/mod.ts";
import type { Store } from "./open_store.ts";
import { packResult, unpackResult } from "./pack_result.ts";
import { buildResultKey, type FindingsBasis } from "./result_key.ts";
import type { ScanResult } from "./shared_scans.ts";

/** A result, and the databases that it was found with. */
export interface FreshResult {
  readonly result: ScanResult;
  readonly databases: readonly string[];
  /** Whether what was scanned is certainly the image whose digest the record has. */
  readonly isSameImage: boolean;
}

/** The results of earlier runs. */
export interface KeptResults {
  /**
   * The result that is kept of an image; nothing where there is none that still holds.
   *
   * @param among The databases that it may have been found with, those first that count first. Without: those that are
   * there now
   */
  find(record: ScanRecord, among?: readonly FindingsBasis["databases"][]): Promise<ScanResult | undefined>;
  /** The same, or else that of a scan, which is then kept. */
  findOrScan(record: ScanRecord, scan: () => Promise<FreshResult>): Promise<ScanResult>;
  /** Forgets the result that is kept of an image, found with these databases: it is not to be believed. */
  forget(record: ScanRecord, databases: FreshResult["databases"]): Promise<void>;
}

/** What results are kept with. */
export interface KeptResultsOptions extends Pick<FindingsBasis, "program"> {
  /** Without one, nothing is kept. */
  readonly store: Store | undefined;
  /**
   * The databases that a result must have been found with to be used again: those that are there now, or fewer, where it
   * needed no others. None, where no result is to be believed at this moment.
   */
  readonly loadDatabases: () => Promise<readonly FindingsBasis["databases"][]>;
  /** How large a result may be when it is read again, in bytes. @default That of a process with one lane */
  readonly maxBytes?: number;
  /** Says what the options and their files say at this moment. */
  readonly loadSettings: () => Promise<FindingsBasis["settings"]>;
  /** Called with the databases of each result that is kept. */
  readonly onKept?: (databases: FindingsBasis["databases"]) => Promise<void>;
  /** Whether results are kept, or only found. @default {true} */
  readonly mayKeep?: boolean | undefined;
  /** Whether a result, with the origin that it had then, is not to be believed: it is not found, and not kept. */
  readonly isSuspect?: ((result: ScanResult) => boolean) | undefined;
}

/**
 * Keeps results from one run to the next. One is used again where image, Trivy, options and databases are the same as
 * they were; a scan that fails is never kept, nor is one that a broken database may have had a part in, or that may have
 * been one of another image.
 */
export async function createKeptResults(options: KeptResultsOptions): Promise<KeptResults> {
  const { store, loadDatabases, program, maxBytes, loadSettings, onKept } = options;
  const { mayKeep = true, isSuspect = () => false } = options;
  if (store === undefined)
    return {
      find: async () => undefined,
      findOrScan: async (_record, scan) => (await scan()).result,
      forget: async () => {},
    };
  const kept = store;
  const basis = { program, settings: await loadSettings() };
  /** Which of the databases the last result was kept with: the next one most likely is, too. */
  let likely = 0;

  async function load(key: string): Promise<ScanResult | undefined> {
    const found = await kept.load(key);
    const result = found && (await unpackResult(found.bytes, maxBytes).catch(() => undefined));
    if (result === undefined || isSuspect(result)) return undefined;
    return { ...result, scan: { ...result.scan, origin: "cache", cacheKey: key } };
  }

  /** The result that there may be for the databases that are there now. */
  async function find(record: ScanRecord, among?: readonly FindingsBasis["databases"][]) {
    const keys = (among ?? (await loadDatabases())).map((databases) => buildResultKey(record, { ...basis, databases }));
    for (const key of new Set(among === undefined ? [keys[likely], ...keys] : keys)) {
      const found = key === undefined ? undefined : await load(key);
      if (found === undefined) continue;
      if (among === undefined) likely = keys.lastIndexOf(key);
      return found;
    }
    return undefined;
  }

  async function findOrScan(record: ScanRecord, scan: () => Promise<FreshResult>): Promise<ScanResult> {
    const found = await find(record);
    if (found !== undefined) return found;
    const { result, databases, isSameImage } = await scan();
    const key = buildResultKey(record, { ...basis, databases });
    // Somebody may have edited a list of what is left out: it is not known with which of the two this was found.
    const isOfOneKind = (await loadSettings()) === basis.settings;
    if (mayKeep && key !== undefined && isSameImage && isOfOneKind && !isSuspect(result)) {
      await kept.save(key, await packResult(result));
      await onKept?.(databases);
    }
    return result;
  }

  async function forget(record: ScanRecord, databases: FreshResult["databases"]): Promise<void> {
    const key = buildResultKey(record, { ...basis, databases });
    // No bytes are no result.
    if (key !== undefined) await kept.save(key, "");
  }

  return { find, findOrScan, forget };
}
