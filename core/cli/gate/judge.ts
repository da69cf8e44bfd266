import type { FindingRule } from "../../config/fail_on.ts";
import type { IntelSources, VulnerabilityFinding } from "../../model/mod.ts";
import { plural } from "../../services/plural.ts";

/** Which data about exploits a rule asks for. */
type Asked = "kev" | "epss";

/** Whether a vulnerability meets what a rule says about exploits, and which data speak against it. */
export function listMisses(
  { intel }: Pick<VulnerabilityFinding, "intel">,
  { kev, epss }: FindingRule,
): readonly Asked[] {
  const isLikely = epss === undefined || (intel?.epss !== undefined && intel.epss.score >= epss);
  return [...(kev && intel?.kev === undefined ? ["kev" as const] : []), ...(isLikely ? [] : ["epss" as const])];
}

/**
 * Counts vulnerabilities that meet all of a rule but what it says about exploits. Whether they are clear of it depends on the
 * data: what is not in a list that is missing or stale may be in the newest.
 */
export class Misses {
  readonly #rule: FindingRule;
  readonly #counts: Record<"kev" | "epss" | "both", number> = { kev: 0, epss: 0, both: 0 };
  #unscored = 0;

  constructor(rule: FindingRule) {
    this.#rule = rule;
  }

  /** Notes a vulnerability that misses something. */
  add({ intel }: Pick<VulnerabilityFinding, "intel">, misses: readonly Asked[]): void {
    const [first, second] = misses;
    if (first === undefined) return;
    this.#counts[second === undefined ? first : "both"] += 1;
    if (misses.includes("epss") && intel?.epss === undefined) this.#unscored += 1;
  }

  /** How many of them nobody can judge by these data. */
  countUnjudged(sources: IntelSources | undefined): number {
    const { kev, epss, both } = this.#counts;
    const [isKev, isEpss] = [isDoubtful(sources?.kev), isDoubtful(sources?.epss)];
    return (isKev ? kev : 0) + (isEpss ? epss : 0) + (isKev && isEpss ? both : 0);
  }

  /** Why it is that nobody can judge them: `there is no KEV catalogue`. */
  describeLack(sources: IntelSources | undefined): string {
    const asked = { kev: this.#rule.kev === true, epss: this.#rule.epss !== undefined };
    const names = { kev: "the KEV catalogue", epss: "the EPSS data" } as const;
    const lacks = (["kev", "epss"] as const).flatMap((kind) => {
      const source = sources?.[kind];
      if (!asked[kind] || !isDoubtful(source)) return [];
      return source
        ? [`${names[kind]} of ${source.date} may be out of date`]
        : [`${names[kind]} cannot be used or is missing`];
    });
    return lacks.join(", and ");
  }

  /** Of data that are there: how many vulnerabilities have no score in them. */
  describeUnscored(sources: IntelSources | undefined): string | undefined {
    if (this.#unscored === 0 || isDoubtful(sources?.epss)) return undefined;
    return plural(this.#unscored, "vulnerability", "vulnerabilities");
  }
}

function isDoubtful(source: IntelSources["kev"]): boolean {
  return source === undefined || source.isStale === true;
}
