import { sql } from "kysely";
import { compareVersions, findNearestFix, levelOf } from "../../../../../core/kit.ts";
import type { Finding, Severity } from "../../../../../core/mod.ts";
import { dialectOf } from "../../store/dialect/mod.ts";
import { fingerprintIn, toFinding } from "../../store/finding_row.ts";
import type { Pair } from "./pair_images.ts";
import type { Side, SideImage } from "./side.ts";

/** Why a finding that one side does not have may be there nevertheless. */
export type Doubt = "cut" | "failed" | "caveats" | "scanner";

/** A finding that only one side has. */
export interface Change {
  readonly finding: Finding;
  readonly doubt?: Doubt;
  /** Of a finding that is gone: the version that is there now, which is the fixed one or later. */
  readonly upgradedTo?: string;
}

/** A finding that both sides have, with another severity. */
export interface SeverityChange {
  readonly finding: Finding;
  readonly from: Severity;
  readonly to: Severity;
}

/** How an image differs between two sides. */
export interface ImageDiff {
  readonly pair: Pair;
  readonly news: readonly Change[];
  readonly gone: readonly Change[];
  readonly changed: readonly SeverityChange[];
  /** How many findings of B are in A with the same severity. */
  readonly known: number;
  /** How many are below the least severity that both sides report. */
  readonly notCompared: { readonly a: number; readonly b: number };
}

/** Compares what two sides know of an image. Findings are the same by their fingerprint. */
export async function comparePair(pair: Pair, [a, b]: readonly [Side, Side]): Promise<ImageDiff> {
  const { a: imageA, b: imageB } = pair;
  if (a.db === b.db && imageA !== undefined && String(imageA.setIds) === String(imageB?.setIds)) {
    return {
      pair,
      news: [],
      gone: [],
      changed: [],
      known: await countFindings(a, imageA),
      notCompared: { a: 0, b: 0 },
    };
  }
  const [ofA, ofB] = [await loadFindings(a, imageA), await loadFindings(b, imageB)];
  const [worstA, worstB] = [listWorst(ofA), listWorst(ofB)];
  const floor = levelOf(findFloor(pair));
  const onlyA = ofA.filter((finding) => !worstB.has(fingerprintIn(finding)));
  const onlyB = ofB.filter((finding) => !worstA.has(fingerprintIn(finding)));
  const isCompared = ({ severity }: Finding) => levelOf(severity) >= floor;
  const [gone, news] = [onlyA.filter(isCompared), onlyB.filter(isCompared)];
  const changed = [...worstB].flatMap(([fingerprint, finding]) => {
    const from = worstA.get(fingerprint)?.severity;
    return from === undefined || from === finding.severity ? [] : [{ finding, from, to: finding.severity }];
  });
  const isChanged = new Set(changed.map(({ finding }) => fingerprintIn(finding)));
  return {
    pair,
    news: news.map((finding) => toChange(finding, findDoubt(finding, a, imageA, imageB))),
    gone: gone.map((finding) => toChange(finding, findDoubt(finding, b, imageB, imageA), findUpgrade(finding, ofB))),
    changed,
    known: ofB.length - onlyB.length - ofB.filter((finding) => isChanged.has(fingerprintIn(finding))).length,
    notCompared: { a: onlyA.length - gone.length, b: onlyB.length - news.length },
  };
}

async function countFindings({ db }: Side, { setIds }: SideImage): Promise<number> {
  const { rows } = await sql<{ readonly count: number }>`
    select count(distinct finding_id) as count from set_finding
    where set_id in (${dialectOf(db).listNumbers(setIds)})`.execute(db);
  return rows[0]?.count ?? 0;
}

async function loadFindings({ db }: Side, image: SideImage | undefined): Promise<readonly Finding[]> {
  if (image === undefined || image.setIds.length === 0) return [];
  const { rows } = await sql<{ readonly data: string }>`
    select data from finding where id in (
      select finding_id from set_finding where set_id in (${dialectOf(db).listNumbers(image.setIds)})
    ) order by id`.execute(db);
  return rows.map(toFinding);
}

/** The least severity that both sides report. */
function findFloor({ a, b }: Pair): Severity {
  const floors = [a, b].flatMap((image) => (image === undefined || image.setIds.length === 0 ? [] : image.minSeverity));
  return floors.reduce<Severity>((most, floor) => (levelOf(floor) > levelOf(most) ? floor : most), "UNKNOWN");
}

/** The worst finding of each fingerprint: a package may be there twice. */
function listWorst(findings: readonly Finding[]): ReadonlyMap<string, Finding> {
  const worst = new Map<string, Finding>();
  for (const finding of findings) {
    const known = worst.get(fingerprintIn(finding));
    if (known === undefined || levelOf(finding.severity) > levelOf(known.severity)) {
      worst.set(fingerprintIn(finding), finding);
    }
  }
  return worst;
}

/** Why a side that does not have a finding might have missed it. */
function findDoubt(
  { scanner }: Finding,
  side: Side,
  image: SideImage | undefined,
  other: SideImage | undefined,
): Doubt | undefined {
  if (image === undefined) return side.isWhole ? undefined : "cut";
  if (image.setIds.length === 0) return "failed";
  if (image.caveats.some((code) => !other?.caveats.includes(code))) return "caveats";
  return scanner === undefined || image.scanners.includes(scanner) ? undefined : "scanner";
}

function toChange(finding: Finding, doubt: Doubt | undefined, upgradedTo?: string): Change {
  return { finding, ...(doubt && { doubt }), ...(upgradedTo !== undefined && { upgradedTo }) };
}

/** The version that a package has now, as far as other findings in it say so; nothing where it is not past the fix. */
function findUpgrade(gone: Finding, now: readonly Finding[]): string | undefined {
  if (gone.kind !== "vulnerability" || gone.fix.versions.length === 0) return undefined;
  const { name, type } = gone.package;
  const versions = now.flatMap((found) => {
    return found.kind === "vulnerability" && found.package.name === name && found.package.type === type
      ? [found.package.version]
      : [];
  });
  const [least] = versions.sort(compareVersions);
  return least !== undefined && compareVersions(least, findNearestFix(gone)) >= 0 ? least : undefined;
}
