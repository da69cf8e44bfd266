import type { Acceptance } from "../model/acceptance.ts";
import type { Finding } from "../model/finding.ts";
import type { ScanData } from "../model/record.ts";
import type { Target } from "../model/target.ts";

/** A finding, and what it was found in. */
export interface FoundFinding {
  readonly finding: Finding;
  readonly target: Target;
  readonly data: Readonly<Partial<ScanData>>;
  /** The name of the pipeline. */
  readonly pipeline: string;
}

/** A rule that accepts findings. */
export interface AcceptRule {
  /** The names of what it is about: advisories, rules, checks, licences. Absent: of whatever name. */
  readonly ids?: readonly string[];
  /** Whether it is about a target at all. @default {() => true} */
  coversTarget?(found: Omit<FoundFinding, "finding">): boolean;
  /** Whether it accepts a finding with one of its names, as id or alias, in a target that it covers. */
  matches(found: FoundFinding): boolean;
  /** Whether it names every image there could be: then a run says so. */
  readonly isForAllImages?: boolean;
  /** What a finding that it accepts is marked with. */
  readonly acceptance: Acceptance;
  /** Whether it follows from others: then nobody is told what became of it. */
  readonly isImplied?: boolean;
  /** The absolute path of the file that it is from, whose rules are the same whichever processor reads it. */
  readonly file?: string;
  /** When it is over, in milliseconds since 1970. Absent: never. */
  readonly endsAt?: number;
}
