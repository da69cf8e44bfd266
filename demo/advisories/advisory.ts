import type { Severity } from "../../core/mod.ts";
import type { DataSourceName } from "./data_sources.ts";

/** A vulnerability of the sample DB, with the packages that have it. */
export interface Advisory {
  /** `CVE-2021-44906`. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly severity: Severity;
  /** Absent where nobody has scored it yet. */
  readonly cvss?: { readonly vector: string; readonly score: number };
  readonly affects: readonly AffectedPackage[];
}

/** Who says that a package is affected, and up to which version. */
export interface AffectedPackage {
  readonly source: DataSourceName;
  /** The source package's name in a distribution, the package's own name in npm. */
  readonly package: string;
  /** The first version without it. Absent: there is none. */
  readonly fixed?: string;
  /** Why a distribution has no fixed version. @default {"affected"} */
  readonly status?: "affected" | "will_not_fix" | "fix_deferred";
  /** For npm and Maven only: the versions that have it. @default All before the fixed one */
  readonly vulnerable?: string;
}
