import type { ScanData, Skip } from "../model/record.ts";

/**
 * What a processor would do with a target, in words: `scan with Trivy at HIGH`. Or that it
 * - would use the result of an earlier run again, in words;
 * - leaves the target to those after it: with a reason, or `""`, and with what it knows of it for them;
 * - would skip it, see `skip()`.
 */
export type PlanStep =
  | string
  | { readonly unchanged: string }
  | { readonly leave: string; readonly data?: Readonly<Partial<ScanData>> }
  | Skip;
