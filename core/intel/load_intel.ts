import { coreError, type ScanError } from "../errors/mod.ts";
import type { IntelSource } from "../model/mod.ts";
import { errorCode, loadFile, toFileReason } from "../services/mod.ts";
import { findChecked } from "./checked.ts";
import { type EpssScores, parseEpss } from "./parse_epss.ts";
import { type KevCatalogue, parseKev } from "./parse_kev.ts";
import type { IntelPlace, IntelPlaces } from "./places.ts";
import { IntelFlaw, MAX_PACKED_BYTES, unpack } from "./unpack.ts";

const DAY_MS = 86_400_000;

/** Data of one kind: the data and their state, or why there are none. */
export interface Loaded<Data> {
  readonly place: IntelPlace;
  readonly data?: Data;
  readonly source?: IntelSource;
  /** Absent where there is simply no file. */
  readonly error?: ScanError;
}

/** What there is of data about exploits. */
export interface LoadedIntel {
  readonly epss: Loaded<EpssScores>;
  readonly kev: Loaded<KevCatalogue>;
}

/** What data of each kind are called. */
export const INTEL_NAMES = { epss: "EPSS scores", kev: "KEV catalogue" } as const;

/**
 * Loads the data about exploits, as far as there are any. What is not fit is left out, with the reason.
 *
 * @param now @default The present moment
 */
export async function loadIntel({ folder, epss, kev }: IntelPlaces, now = new Date()): Promise<LoadedIntel> {
  const checkedAt = async (version: string) => (kev.isNamed ? undefined : findChecked(folder, version));
  return {
    epss: await load(epss, { name: INTEL_NAMES.epss, parse: parseEpss, now }),
    kev: await load(kev, { name: INTEL_NAMES.kev, parse: parseKev, now, checkedAt }),
  };
}

interface LoadOptions<Data> {
  readonly name: string;
  readonly parse: (bytes: Buffer) => Data;
  readonly now: Date;
  /** When data of a version were last seen to be the newest, where their own date does not say it. */
  readonly checkedAt?: (version: string) => Promise<Date | undefined>;
}

async function load<Data extends Pick<EpssScores, "date" | "version">>(
  place: IntelPlace,
  { name, parse, now, checkedAt }: LoadOptions<Data>,
): Promise<Loaded<Data>> {
  const fail = (reason: string, cause: unknown, line?: number) => ({
    place,
    error: coreError("INTEL_FILE", { name, path: place.file, line, reason }, { cause }),
  });
  try {
    const data = parse(await unpack(await loadFile(place.file, { maxBytes: MAX_PACKED_BYTES })));
    checkDate(data, now);
    const checked = await checkedAt?.(data.version);
    const since = Math.max(Date.parse(data.date), Math.min(checked?.getTime() ?? 0, now.getTime()));
    const ageDays = Math.max(0, Math.floor((now.getTime() - since) / DAY_MS));
    const { date, version } = data;
    return { place, data, source: { date, version, ageDays, ...(ageDays > place.maxDays && { isStale: true }) } };
  } catch (error) {
    if (error instanceof IntelFlaw) return fail(error.message, error, error.line);
    if (errorCode(error) === "ENOENT") return place.isNamed ? fail("there is no such file", error) : { place };
    return fail(toFileReason(error), error);
  }
}

/**
 * Refuses data of a day that is still to come: they would never get old.
 *
 * @throws {IntelFlaw}
 */
export function checkDate({ date }: Pick<EpssScores, "date">, now: Date): void {
  // Where the sun rises first it is tomorrow already.
  if (Date.parse(date) > now.getTime() + DAY_MS) throw new IntelFlaw(`its date ${date} is in the future`);
}
