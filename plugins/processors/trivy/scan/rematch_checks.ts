import { isDeepStrictEqual } from "node:util";
import { plural, toReason } from "../../../../core/kit.ts";
import { isScanError, type Logger, type TargetContext } from "../../../../core/mod.ts";
import type { FreshResult } from "../../../lib/scanning/kept_results.ts";
import type { Store } from "../../../lib/scanning/open_store.ts";
import type { ScanResult } from "../../../lib/scanning/shared_scans.ts";
import { trivyError } from "../errors.ts";

/** How one image can be looked at. */
export interface TwoWays {
  /** Matches what is known of it; nothing where that cannot be done. */
  readonly rematch: () => Promise<FreshResult | undefined>;
  /** Scans it with a client. */
  readonly scan: () => Promise<FreshResult>;
  /** Forgets what is kept of it, if it was found with these databases. */
  readonly forget: (databases: FreshResult["databases"]) => Promise<void>;
  readonly leaveLane: TargetContext["leaveLane"];
}

/** What images are matched again under. */
export interface RematchChecksOptions {
  readonly store: Store;
  /** Which Trivy. */
  readonly program: string;
  readonly log: Pick<Logger, "warn" | "debug">;
  /** Whether clients may be started to check. @default {true} */
  readonly mayScan?: boolean | undefined;
}

/** Of so many images that are matched again, one is scanned as well. */
const EVERY = 200;
/** How many checks may come to nothing before images are believed without one. */
const MAX_VAIN_CHECKS = 3;

/**
 * Lets images be matched again as long as that finds what a client finds: the first one of a run, and then one of 200, is
 * scanned as well. All others wait for the first. After one difference nothing is matched again with this Trivy, in later
 * runs either.
 */
export class RematchChecks {
  readonly #options: RematchChecksOptions;
  readonly #key: string;
  #isTrusted = false;
  #isBarred = false;
  #running: Promise<void> | undefined;
  #count = 0;
  #vainChecks = 0;
  /** The image that showed a difference. */
  #culprit: string | undefined;
  /** Forget what was given without a check. */
  readonly #given: (() => Promise<void>)[] = [];

  private constructor(options: RematchChecksOptions) {
    this.#options = options;
    this.#key = JSON.stringify(["no rematch", options.program]);
    this.#isTrusted = options.mayScan === false;
  }

  /** Opens them, with what earlier runs have found about this Trivy. */
  static async open(options: RematchChecksOptions): Promise<RematchChecks> {
    const checks = new RematchChecks(options);
    checks.#isBarred = (await options.store.load(checks.#key)) !== undefined;
    if (checks.#isBarred) options.log.debug("Each image is scanned: an earlier run has found a difference");
    return checks;
  }

  /** Whether this result must not be used any more. */
  isSuspect({ scan }: ScanResult): boolean {
    return this.#isBarred && scan.origin === "rematch";
  }

  /** Finds the result of an image, in the way that is right. */
  async find(ways: TwoWays): Promise<FreshResult> {
    const found = this.#isBarred ? undefined : await ways.rematch();
    // Who checks may need a lane for that.
    while (!this.#isTrusted && this.#running !== undefined)
      await ways.leaveLane(wait(this.#running), { goesFirst: true });
    if (found === undefined || this.#isBarred) return ways.scan();
    const isSample = this.#options.mayScan !== false && this.#count % EVERY === 0;
    if (!this.#isTrusted || isSample) return this.#check(found, ways);
    return this.#give(found, ways);
  }

  /**
   * Reports that results were given that may be wrong, and sees to it that none of them is kept. Call it when all images
   * are through.
   *
   * @throws {ScanError} TRIVY_REMATCH
   */
  async end(): Promise<void> {
    if (this.#culprit === undefined || this.#given.length === 0) return;
    await this.#forgetGiven();
    throw trivyError("TRIVY_REMATCH", { image: this.#culprit, count: plural(this.#given.length, "image") });
  }

  #give(found: FreshResult, { forget }: TwoWays): FreshResult {
    this.#count += 1;
    this.#given.push(() => forget(found.databases));
    return found;
  }

  async #check(found: FreshResult, ways: TwoWays): Promise<FreshResult> {
    const checking = this.#compare(found, ways);
    const running = checking.then(
      () => {},
      () => {},
    );
    this.#running = running;
    try {
      return await checking;
    } finally {
      if (this.#running === running) this.#running = undefined;
    }
  }

  async #compare(found: FreshResult, ways: TwoWays): Promise<FreshResult> {
    let scanned: FreshResult;
    try {
      scanned = await ways.scan();
    } catch (error) {
      if (isScanError(error) && error.code === "ABORTED") throw error;
      this.#countVain(toReason(error));
      return this.#give(found, ways);
    }
    const isComparable = scanned.isSameImage && scanned.databases[0] === found.databases[0];
    if (!isComparable) this.#countVain("the image, or the database, is another one by now");
    else if (isEqual(found.result, scanned.result)) this.#isTrusted = true;
    else await this.#bar(scanned.result.image.reference);
    this.#count += 1;
    return scanned;
  }

  async #forgetGiven(): Promise<void> {
    for (const forget of this.#given) await forget();
  }

  #countVain(reason: string): void {
    this.#vainChecks += 1;
    this.#options.log.debug(`What was matched again could not be compared with a scan: ${reason}`);
    if (this.#isTrusted || this.#vainChecks < MAX_VAIN_CHECKS) return;
    this.#isTrusted = true;
    this.#options.log.warn("Images are matched again, and that could not be compared with a scan. --verbose says why");
  }

  async #bar(image: string): Promise<void> {
    const { store, log } = this.#options;
    this.#isBarred = true;
    this.#culprit = image;
    log.warn(
      `Trivy's client finds something else in "${image}" than its server, when that is asked again: from now on each image is scanned`,
    );
    await store.save(this.#key, image);
    await this.#forgetGiven();
  }
}

function wait(running: Promise<void>): () => Promise<void> {
  return () => running;
}

/** Whether two results say the same of an image. A server answers some kinds in any order. */
function isEqual(a: ScanResult, b: ScanResult): boolean {
  return isDeepStrictEqual(toFacts(a), toFacts(b));
}

function toFacts({ findings, packages, image, scan }: ScanResult) {
  // It may have been known by another name then.
  const withoutName = (text: unknown) => (typeof text === "string" ? text.replace(image.reference, "") : text);
  return {
    findings: findings
      .map((finding) =>
        JSON.stringify({ ...finding, raw: { ...finding.raw, Target: withoutName(finding.raw?.Target) } }),
      )
      .sort(),
    packages: packages?.map((one) => JSON.stringify(one)).sort(),
    caveats: scan.caveats,
    os: image.os,
  };
}
