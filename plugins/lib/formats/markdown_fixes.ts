import type { Finding } from "../../../core/mod.ts";

/** What to update, and what goes away with it. */
interface FixLine {
  readonly name: string;
  readonly installed: string;
  readonly fixed: string;
  findings: number;
  urgent: number;
  images: number;
}

/** More packages than that are thinned out, the least urgent ones first, so that memory stays bounded. */
const MAX_KEPT = 20_000;

/** Counts what updates of packages remove. Of more packages than are kept, the counts are those that it saw: too low. */
export function createFixes(maxKept = MAX_KEPT) {
  let isThinned = false;
  const lines = new Map<string, FixLine>();
  const rank = () => [...lines].sort(([, a], [, b]) => b.urgent - a.urgent || b.findings - a.findings);
  return {
    /** Takes the findings of one image. */
    add(all: readonly Finding[]): void {
      const here = new Set<FixLine>();
      for (const finding of all) {
        if (finding.kind !== "vulnerability" || finding.fix.versions.length === 0) continue;
        const name = finding.package.name.slice(0, 200);
        const installed = finding.package.version.slice(0, 200);
        const fixed = finding.fix.versions.join(", ").slice(0, 200);
        const key = JSON.stringify([finding.package.type, name, installed, fixed]);
        const line = lines.get(key) ?? { name, installed, fixed, findings: 0, urgent: 0, images: 0 };
        lines.set(key, line);
        line.findings += 1;
        if (finding.severity === "CRITICAL" || finding.severity === "HIGH") line.urgent += 1;
        here.add(line);
      }
      for (const line of here) line.images += 1;
      if (lines.size <= maxKept) return;
      isThinned = true;
      for (const [key] of rank().slice(maxKept / 2)) lines.delete(key);
    },
    /** Whether the counts may be too low. */
    isThinned: () => isThinned,
    /** The most urgent ones first. */
    list: (count: number): readonly FixLine[] =>
      rank()
        .slice(0, count)
        .map(([, line]) => line),
  };
}
