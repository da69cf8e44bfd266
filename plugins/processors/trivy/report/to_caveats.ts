import { plural } from "../../../../core/kit.ts";
import type { Caveat } from "../../../../core/mod.ts";
import type { TrivyReport } from "./schema.ts";

/** Why a list of packages is not all that Trivy listed. */
export function toPackageCaveats(unreadable: number): readonly Caveat[] {
  if (unreadable === 0) return [];
  const message = `Trivy's report has ${plural(unreadable, "package")} that cannot be read: the list of packages is not whole`;
  return [{ code: "PACKAGE_UNREADABLE", message }];
}

/** Why the findings of a report may not be all there are. */
export function toCaveats({ odd }: TrivyReport): readonly Caveat[] {
  return odd === undefined ? [] : [{ code: "FINDING_UNREADABLE", message: describeOddities(odd) }];
}

function describeOddities({ count, first }: NonNullable<TrivyReport["odd"]>): string {
  const where = count === 1 ? `in one place, ${first}` : `in ${count} places, the first is ${first}`;
  return `Trivy's report is not as expected ${where}`;
}
