import type { CvssScore } from "./finding.ts";

/** The highest score of a vulnerability, whoever says so, in the newest version of the system that has one. */
export function highestScore(cvss: readonly CvssScore[] = []): number | undefined {
  for (const version of [4, 3, 2] as const) {
    const scores = cvss.flatMap((one) => (one.version === version && one.score !== undefined ? [one.score] : []));
    if (scores.length > 0) return Math.max(...scores);
  }
  return undefined;
}
