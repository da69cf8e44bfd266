import { join, resolve } from "node:path";

/** Where the data about exploits are, and how old they may be. */
export interface IntelConfig {
  /** The scores of EPSS: a file of one's own, or the address of a mirror to download them from. */
  readonly epss?: string | undefined;
  /** The catalogue of known exploited vulnerabilities of CISA: likewise. */
  readonly kev?: string | undefined;
  /** The folder of what was downloaded; a relative path starts at the folder for reports. @default {".hullscan/intel"} */
  readonly folder?: string | undefined;
  /** After how many days scores are stale. @default {3} */
  readonly epssMaxDays?: number | undefined;
  /** After how many days without a look at it the catalogue is stale. @default {14} */
  readonly kevMaxDays?: number | undefined;
}

/** Where a file of such data is. */
export interface IntelPlace {
  /** Absolute. */
  readonly file: string;
  /** Whether the config names it: then it is not ours to write. */
  readonly isNamed: boolean;
  /** The address to download it from, where it is not the publisher's. */
  readonly mirror?: string;
  readonly maxDays: number;
}

/** Where all of them are. */
export interface IntelPlaces {
  /** The folder of those that are not named. Absolute. */
  readonly folder: string;
  readonly epss: IntelPlace;
  readonly kev: IntelPlace;
  /** Whether the config has a word on them. */
  readonly isAsked: boolean;
}

/** The folder, in that for reports. */
const FOLDER = join(".hullscan", "intel");
const NAMES = { epss: "epss.csv.gz", kev: "kev.json" } as const;
const MAX_DAYS = { epss: 3, kev: 14 } as const;

/**
 * Finds out where the data are; whether they are there is another question.
 *
 * @param folders Where a relative path of the config starts, and the folder for reports; both absolute
 */
export function placeIntel(
  config: IntelConfig | undefined,
  { cwd, outputDir }: { readonly cwd: string; readonly outputDir: string },
): IntelPlaces {
  const { folder: given = FOLDER, epssMaxDays = MAX_DAYS.epss, kevMaxDays = MAX_DAYS.kev } = config ?? {};
  const folder = resolve(outputDir, given);
  function place(kind: keyof typeof NAMES, maxDays: number): IntelPlace {
    const named = config?.[kind];
    if (named !== undefined && !isAddress(named)) return { file: resolve(cwd, named), isNamed: true, maxDays };
    const own = { file: join(folder, NAMES[kind]), isNamed: false, maxDays };
    return named === undefined ? own : { ...own, mirror: named };
  }
  return { folder, epss: place("epss", epssMaxDays), kev: place("kev", kevMaxDays), isAsked: config !== undefined };
}

/** Whether a text is the address of a mirror, and not a file. */
export function isAddress(text: string): boolean {
  return /^https?:\/\//i.test(text);
}
