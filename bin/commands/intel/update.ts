import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { ScanError } from "../../../core/errors/mod.ts";
import {
  checkDate,
  type EpssScores,
  INTEL_NAMES,
  IntelFlaw,
  type IntelPlace,
  type IntelPlaces,
  isPacked,
  keepChecked,
  loadIntel,
  parseEpss,
  parseKev,
  unpack,
} from "../../../core/intel/mod.ts";
import { createHttp, type Http, makeFolder, writeAtomic } from "../../../core/services/mod.ts";
import { download, showAddress, updateFailed } from "./download.ts";

/** Where the publishers have their data. */
const ADDRESSES = {
  epss: "https://epss.empiricalsecurity.com/epss_scores-current.csv.gz",
  kev: "https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json",
} as const;

/** Fewer than this are no whole file: FIRST has scored over 250,000 vulnerabilities, and CISA listed over 1,400. */
const LEAST = { epss: 100_000, kev: 1_000 } as const;

type Kind = keyof typeof ADDRESSES;

/** What came of the data of one kind. */
export interface Updated {
  readonly kind: Kind;
  readonly address?: string;
  /** `kept`: what is there is as new. `left`: it is the user's own file. */
  readonly state: "updated" | "kept" | "left" | "failed";
  readonly error?: ScanError;
}

/** Downloads the data about exploits, checks them, and puts them in place of those that are there, unless these are newer. */
export async function updateIntel(
  places: IntelPlaces,
  addresses: Readonly<Partial<Record<Kind, string>>>,
  now = new Date(),
): Promise<readonly Updated[]> {
  const service = createHttp();
  const present = await loadIntel(places, now);
  try {
    await makeFolder(places.folder);
    const updated: Updated[] = [];
    for (const kind of ["epss", "kev"] as const) {
      const place = places[kind];
      const address = addresses[kind] ?? place.mirror ?? ADDRESSES[kind];
      if (place.isNamed) updated.push({ kind, state: "left" });
      else {
        const how = { place, folder: places.folder, address, http: service.http, present: present[kind].data, now };
        updated.push(await update(kind, how));
      }
    }
    return updated;
  } finally {
    await service.close();
  }
}

interface UpdateOptions {
  readonly place: IntelPlace;
  readonly folder: string;
  readonly address: string;
  readonly http: Http;
  /** What is there already. */
  readonly present: Pick<EpssScores, "date" | "version"> | undefined;
  readonly now: Date;
}

async function update(kind: Kind, options: UpdateOptions): Promise<Updated> {
  const { place, folder, address, http, present, now } = options;
  const name = INTEL_NAMES[kind];
  try {
    const bytes = await download(address, { name, http });
    const data = await check(kind, bytes, now);
    if (present !== undefined && data.date < present.date) {
      throw new IntelFlaw(`it is of ${data.date}, and what is there is newer, of ${present.date}`);
    }
    await writeAtomic(place.file, await pack(kind, bytes));
    if (kind === "kev") await keepChecked(folder, { version: data.version, at: now.toISOString() });
    const isSame = present?.date === data.date && present.version === data.version;
    return { kind, address: showAddress(address), state: isSame ? "kept" : "updated" };
  } catch (cause) {
    return { kind, address: showAddress(address), state: "failed", error: updateFailed(cause, { name, address }) };
  }
}

/** @throws {IntelFlaw} */
async function check(kind: Kind, bytes: Buffer, now: Date) {
  const data = { epss: parseEpss, kev: parseKev }[kind](await unpack(bytes));
  checkDate(data, now);
  if (data.size < LEAST[kind]) {
    throw new IntelFlaw(`it has only ${data.size} vulnerabilities: a whole file has over ${LEAST[kind]}`);
  }
  return data;
}

/** Scores are kept packed, the catalogue as it is read by people, too. */
async function pack(kind: Kind, bytes: Buffer): Promise<Buffer> {
  if (kind === "kev") return unpack(bytes);
  return isPacked(bytes) ? bytes : promisify(gzip)(bytes);
}
