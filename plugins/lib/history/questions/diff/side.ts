import type { Severity } from "../../../../../core/mod.ts";
import type { HistoryDatabase } from "../../store/schema.ts";

/** One of two things that are compared. */
export interface Side {
  /** For people: `the run of 2026-11-20 10:00 UTC`. */
  readonly name: string;
  readonly db: HistoryDatabase;
  /** Whether it holds all that its run was to look at. */
  readonly isWhole: boolean;
  readonly images: readonly SideImage[];
}

/** An image, as one side knows it. */
export interface SideImage {
  readonly name: string;
  /** Empty where the list names none. */
  readonly platform: string;
  readonly repository: string;
  /** What was found in it, by each pipeline that looked; nothing where it could not be scanned. */
  readonly setIds: readonly number[];
  readonly minSeverity: Severity;
  readonly caveats: readonly string[];
  /** Names of scanners. */
  readonly scanners: readonly string[];
}
