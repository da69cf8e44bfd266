import { type ProcessorHooks, severitiesFrom } from "../../../../core/kit.ts";
import type { Caveat, ScanFacts, ScanRecord } from "../../../../core/mod.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";
import type { FreshResult, KeptResults } from "../../../lib/scanning/kept_results.ts";
import { buildShareKey } from "../../../lib/scanning/result_key.ts";
import type { ScanResult, SharedScans } from "../../../lib/scanning/shared_scans.ts";
import type { KnowsRelease } from "../databases/releases.ts";
import { parseBuiltAt } from "../databases/sound_databases.ts";
import { trivyError } from "../errors.ts";
import type { Inventory } from "../replay/inventory/inventory.ts";
import { checkPlatform, checkReport } from "../report/check_report.ts";
import { toImageFacts } from "../report/image_facts.ts";
import { isSameImage } from "../report/is_same_image.ts";
import { toOsCaveats, toRelease } from "../report/os_caveats.ts";
import type { TrivyReport } from "../report/schema.ts";
import { toCaveats, toPackageCaveats } from "../report/to_caveats.ts";
import { toFindings } from "../report/to_findings.ts";
import { toPackages } from "../report/to_packages.ts";
import { toPatch } from "../report/to_patch.ts";
import type { FindSubject } from "./find_subject.ts";
import type { Rematch, Rematched } from "./rematch.ts";
import type { RematchChecks } from "./rematch_checks.ts";
import type { ScanSettings } from "./scan_settings.ts";
import type { Scanner } from "./scanner.ts";

/** Which Trivy scans, and when its database was built as the run began. */
export type RunFacts = Required<Pick<ScanFacts, "scanner" | "database">>;

/** What all targets of a run have in common. */
export interface ScanTargetOptions {
  readonly scan: Scanner;
  readonly reuse: KeptResults;
  readonly share: SharedScans;
  readonly settings: ScanSettings;
  readonly runFacts: RunFacts;
  /** Whether an operating system that is not known matters. */
  readonly looksForVulnerabilities: boolean;
  /** Whether the result has all packages of the image. */
  readonly listsPackages: boolean;
  readonly knowsRelease: KnowsRelease;
  readonly findSubject: FindSubject;
  /** Keeps what images can be matched again with. @default Nothing is kept */
  readonly inventory?: Inventory | undefined;
  /** Whether images may be asked for. Without, only what is known of them is used. @default {true} */
  readonly mayScan?: boolean | undefined;
  /** Matches again what is kept of an image. @default Each image is scanned */
  readonly rematch?: Rematch | undefined;
  /** Whether what that finds is believed. */
  readonly checks?: RematchChecks | undefined;
}

/** How long the lane is held for a registry's answer. */
const ANSWER_PATIENCE_MS = 500;

/**
 * Finds the result of each target: that of another target with the same image, which may still be at work; else that of
 * an earlier run; else that of matching again what an earlier scan has seen in it; else that of a scan.
 */
export function createScanTarget(options: ScanTargetOptions): ProcessorHooks["process"] {
  const { scan, reuse, share, settings, runFacts, looksForVulnerabilities, listsPackages, knowsRelease, findSubject } =
    options;
  const { inventory, mayScan = true, rematch, checks } = options;
  return async (given, { target, signal, leaveLane, reportRetry }) => {
    const { image, sources, record } = findScanned(given, settings.imageSources);
    const platform = target.platform ?? settings.platform;
    const severities = severitiesFrom(target.minSeverity);

    async function scanAnew(): Promise<FreshResult> {
      if (!mayScan) throw trivyError("TRIVY_NOT_KNOWN", { image: target.image ?? image });
      const isBuilt = !sources.includes("remote");
      const find = () => findSubject({ image, platform, sources, record });
      const { inspected, ...subject } = await leaveLane(find, { goesFirst: true, afterMs: ANSWER_PATIENCE_MS });
      const entry = await inventory?.open(record);
      const scanned = await scan({ ...subject, sources, severities, isBuilt }, signal, { leaveLane, reportRetry });
      const { report, databases, recording, attempts } = scanned;
      const there = checkReport(report, { image: subject.image, platform, inspected });
      const reference = subject.image;
      const facts = toImageFacts(report, { reference, sources, there, ...(reference !== image && inspected) });
      const result = await toResult({ report, databases, image: facts }, { origin: "scan", attempts });
      const isIt = isSameImage(record, { image, report });
      if (isIt && recording !== undefined) await entry?.save({ recording, report, image: result.image });
      return { result, databases, isSameImage: isIt };
    }

    async function rematchKnown(): Promise<FreshResult | undefined> {
      const found = await rematch?.({ record, severities, signal });
      if (found === undefined) return undefined;
      const result = await toResult(found, { origin: "rematch", attempts: 0 });
      return { result, databases: found.databases, isSameImage: true };
    }

    function findAnew(): Promise<FreshResult> {
      if (checks === undefined) return scanAnew();
      const forget = (databases: FreshResult["databases"]) => reuse.forget(record, databases);
      return checks.find({ rematch: rematchKnown, scan: scanAnew, forget, leaveLane });
    }

    async function toResult(
      { report, databases, image: facts }: Rematched,
      { origin, attempts }: Pick<ScanFacts, "origin" | "attempts">,
    ): Promise<ScanResult> {
      const listed = listsPackages ? toPackages(report) : undefined;
      return {
        findings: toFindings(report),
        ...(listed && { packages: listed.packages }),
        image: facts,
        scan: {
          scanner: runFacts.scanner,
          // Another run, or a repair, may have brought a newer one since this run began.
          database: { ...runFacts.database, ...parseBuiltAt(databases) },
          origin,
          scannedAt: new Date().toISOString(),
          attempts,
          caveats: [
            ...toCaveats(report),
            ...toPackageCaveats(listed?.unreadable ?? 0),
            ...(await findOsCaveats(report, databases)),
          ],
        },
      };
    }

    async function findOsCaveats(report: TrivyReport, databases: readonly string[]): Promise<readonly Caveat[]> {
      if (!looksForVulnerabilities) return [];
      const release = toRelease(report);
      return toOsCaveats(report, release && (await knowsRelease(release, databases)));
    }

    const scanOnce = (): Promise<ScanResult> => reuse.findOrScan(record, findAnew);
    const key = buildShareKey(record);
    const found =
      key === undefined ? { result: await scanOnce(), isShared: false } : await share(key, scanOnce, leaveLane);
    const scanned = checks?.isSuspect(found.result) ? { result: (await scanAnew()).result, isShared: false } : found;
    checkPlatform(scanned.result, { image, platform });
    return toPatch(scanned, { name: target.image ?? image, image });
  };
}

/** What is scanned of a target, and the record by which results of the same are known. */
export function findScanned(
  given: ScanRecord,
  wanted: readonly ImageSource[],
): Scanned & { readonly record: ScanRecord } {
  const scanned = { image: imageOf(given), sources: chooseSources(given, wanted) };
  return { ...scanned, record: withOwnDigest(given, scanned) };
}

/** Where the image of a target is taken from: what was built here is in this machine's Docker, and nowhere else. */
function chooseSources({ target, data }: ScanRecord, wanted: readonly ImageSource[]): readonly ImageSource[] {
  const isBuilt = data.image?.source === "docker" && data.image.reference !== target.image;
  return isBuilt ? ["docker"] : wanted;
}

/** What is scanned. */
interface Scanned {
  /** The name that it is scanned by. */
  readonly image: string;
  readonly sources: readonly ImageSource[];
}

/**
 * Leaves out what says nothing of the image that will be scanned, so that no result is shared or kept by it: the id of
 * one that Docker has, where the image is then taken from its registry.
 */
function withOwnDigest(record: ScanRecord, { image, sources }: Scanned): ScanRecord {
  const { digest, imageId, ...facts } = record.data.image ?? {};
  if (record.data.image === undefined || sources[0] === "docker") return record;
  const isPinned = digest !== undefined && image.endsWith(`@${digest}`);
  const own = { ...facts, reference: image, source: record.data.image.source, ...(isPinned && { digest }) };
  return { ...record, data: { ...record.data, image: own } };
}

/**
 * The image to scan: the one that a processor before has made (`image` in the data), or else the target's own.
 *
 * @throws {ScanError} BAD_REFERENCE Where there is neither
 */
export function imageOf({ target, data }: ScanRecord): string {
  const image = data.image?.reference || target.image;
  if (image) return image;
  throw trivyError("BAD_REFERENCE", { doing: `scan "${target.id}"`, reason: "the target names no image" });
}
