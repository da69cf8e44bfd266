import { compareSeverity, compareVersions, levelOf } from "../../../core/kit.ts";
import type { Severity } from "../../../core/mod.ts";
import type { Place } from "../../../plugins/lib/history/questions/mod.ts";

/** A version of a package in an image, or a file of it. */
export interface Row {
  readonly image: string;
  readonly platform: string;
  readonly owner: string;
  /** `openssl 3.0.1`, or the path of a secret. */
  readonly where: string;
  /** The worst. */
  readonly severity: Severity;
  readonly ids: readonly string[];
  /** The version that mends all that can be mended; empty where nothing can. */
  readonly fix: string;
  readonly since: string;
  readonly lookedAt: string;
}

/** Puts together what is in one place of an image, also where several pipelines have looked at it. The worst come first. */
export function groupPlaces(places: readonly Place[]): readonly Row[] {
  const rows = new Map<string, Row>();
  for (const { image, platform, owner, lookedAt, findings } of places) {
    for (const { package: name, version, path, severity, id, fix, since } of findings) {
      const where = name === "" ? path : version === "" ? name : `${name} ${version}`;
      const key = JSON.stringify([image, platform, where]);
      const row = rows.get(key) ?? { image, platform, owner, where, severity, ids: [], fix, since, lookedAt };
      rows.set(key, {
        ...row,
        severity: levelOf(severity) > levelOf(row.severity) ? severity : row.severity,
        ids: row.ids.includes(id) ? row.ids : [...row.ids, id],
        fix: compareVersions(fix, row.fix) > 0 ? fix : row.fix,
        since: since < row.since ? since : row.since,
        lookedAt: lookedAt > row.lookedAt ? lookedAt : row.lookedAt,
      });
    }
  }
  return [...rows.values()].sort(
    (a, b) => compareSeverity(a, b) || (a.image < b.image ? -1 : a.image > b.image ? 1 : 0),
  );
}
