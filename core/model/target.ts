import type { Failure } from "./failure.ts";
import type { Severity } from "./severity.ts";

/**
 * The kinds of targets, by name. A plugin adds a kind by declaration merging:
 *
 * @example
 * ```ts
 * declare module "hullscan" {
 *   interface TargetKinds {
 *     readonly "helm-chart": true;
 *   }
 * }
 * ```
 */
export interface TargetKinds {
  readonly image: true;
  readonly dockerfile: true;
}

/** The kind of a target. */
export type TargetKind = keyof TargetKinds;

/** Where a target was named: a file and its line (from 1), or an address. */
export interface TargetOrigin {
  /** A file's path or a service's address, as the user wrote it. */
  readonly from: string;
  readonly line?: number;
}

/** One thing to scan. Plain data: it can be logged, journalled and sent to another machine as JSON. */
export interface Target {
  /** Names the target within its pipeline, the same in each run: `image:nginx:1.27`. */
  readonly id: string;
  readonly kind: TargetKind;
  /** The image reference, as the user wrote it. */
  readonly image?: string;
  /** The Dockerfile's path, as the user wrote it. */
  readonly dockerfile?: string;
  /** `os/arch[/variant]`. */
  readonly platform?: string;
  /** The least severity that is reported. */
  readonly minSeverity: Severity;
  /** What the source knows of it, for sinks: `owner`, `namespace`, `workload`, `repository`. */
  readonly labels?: Readonly<Record<string, string>>;
  readonly origin: TargetOrigin;
  /** Set when the source already knows how this target ends: no processor sees it, every sink does. */
  readonly settled?: Settled;
}

/** An outcome that a source has decided. */
export type Settled =
  | { readonly status: "failed"; readonly error: Failure }
  | { readonly status: "skipped"; readonly reason: string };

/** The name of a target for people: its image or Dockerfile, or else its id. */
export function targetName(target: Target): string {
  return target.dockerfile ?? target.image ?? target.id;
}

/** The target's name with its platform, where the list names one: `nginx:1.27 (linux/arm64)`. */
export function targetLabel(target: Target): string {
  return target.platform === undefined ? targetName(target) : `${targetName(target)} (${target.platform})`;
}
