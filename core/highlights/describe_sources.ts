import type { IntelSource, IntelSources } from "../model/mod.ts";

/**
 * The data about exploits that a run has used, with their days: `EPSS of 2026-11-26, KEV of 2026-11-24`. Nothing where there
 * are none.
 */
export function describeSources({ epss, kev }: IntelSources = {}): string | undefined {
  const parts = [...(epss ? [`EPSS of ${describeDay(epss)}`] : []), ...(kev ? [`KEV of ${describeDay(kev)}`] : [])];
  return parts.length > 0 ? parts.join(", ") : undefined;
}

function describeDay({ date, ageDays, isStale }: IntelSource): string {
  return isStale ? `${date} (stale: ${ageDays} days old)` : date;
}
