import { hash } from "node:crypto";
import {
  type Finding,
  leaveOutAccepted,
  levelOf,
  type SeverityCounts,
  type SeverityLevel,
  severitiesFrom,
  severityOf,
  zeroCounts,
} from "../model/mod.ts";
import type { Outcome } from "../model/outcome.ts";

/** Totals of a run, without accepted findings. An image is counted once, however many names it has in a list. */
export interface ImageTotals {
  /** How many images have findings. */
  readonly images: number;
  readonly severities: Readonly<SeverityCounts>;
  readonly secrets: number;
}

/** Counts images with findings, equal digests once. */
export interface ImageCounter {
  /**
   * Counts what was found in one target. Returns whether this image had no findings before; one whose digest is not
   * known is an image of its own.
   */
  add(outcome: Outcome): boolean;
  readonly totals: ImageTotals;
}

/**
 * Counts images, and findings once for each. Memory: some 20 bytes for each image with findings that has a digest.
 * Where two names of an image are scanned at different severities, what only one of them tells is counted, too.
 */
export function createImageCounter(): ImageCounter {
  const levels = createLevels();
  const severities = zeroCounts();
  const totals = { images: 0, severities, secrets: 0 };

  function count(findings: readonly Finding[]): void {
    for (const { severity, kind } of findings) {
      severities[severity] += 1;
      if (kind === "secret") totals.secrets += 1;
    }
  }

  return {
    totals,
    add(outcome) {
      const findings = leaveOutAccepted(outcome.data.findings ?? []);
      if (findings.length === 0) return false;
      const key = imageKeyOf(outcome);
      const level = levelOf(outcome.target.minSeverity);
      const known = key === undefined ? undefined : levels.lower(key, level);
      if (known === undefined) {
        totals.images += 1;
        count(findings);
      } else if (known > level) {
        const told = severitiesFrom(severityOf(known));
        count(findings.filter(({ severity }) => !told.includes(severity)));
      }
      return known === undefined;
    },
  };
}

/** The image in few bits; nothing where it is not known which one it is. What failed may not have all findings. */
export function imageKeyOf({ status, target, data, pipeline }: Outcome): number | undefined {
  if (status !== "done") return undefined;
  const { digest, imageId, platform } = data.image ?? {};
  const image = digest ?? imageId;
  if (image === undefined) return undefined;
  // Another pipeline may look for something else.
  const text = JSON.stringify([pipeline, image, target.platform ?? platform]);
  return Number.parseInt(hash("sha256", text, "hex").slice(0, 12), 16);
}

const EMPTY = 0;
/** Room for a severity level beside 48 bits of a key. */
const LEVELS = 8;

/** Remembers for each key the lowest level so far, eight bytes each in one table: a Map would take six times as much. */
function createLevels() {
  let table = new Float64Array(1024);
  let size = 0;

  function findSlot(key: number): number {
    let slot = key % table.length;
    for (let entry = table[slot]; entry !== EMPTY && entry !== undefined; entry = table[slot]) {
      if (Math.floor(entry / LEVELS) === key) break;
      slot = (slot + 1) % table.length;
    }
    return slot;
  }

  function grow(): void {
    const before = table;
    table = new Float64Array(before.length * 2);
    for (const entry of before) if (entry !== EMPTY) table[findSlot(Math.floor(entry / LEVELS))] = entry;
  }

  return {
    /** Sets the level of a key where it is lower than before; returns the one before. */
    lower(key: number, level: SeverityLevel): SeverityLevel | undefined {
      if (size * 2 > table.length) grow();
      const slot = findSlot(key);
      const entry = table[slot] ?? EMPTY;
      const known = entry === EMPTY ? undefined : ((entry % LEVELS) as SeverityLevel);
      if (known === undefined) size += 1;
      if (known === undefined || level < known) table[slot] = key * LEVELS + level;
      return known;
    },
  };
}
