import type { SeverityCounts } from "../../model/mod.ts";

/** What every action of a plan has. */
interface ActionBase {
  /** What it removes, without what actions before it have removed. */
  readonly severities: Readonly<SeverityCounts>;
  readonly findings: number;
  /** In how many images it removes something that is still there. */
  readonly images: number;
  /** The first of them by name, see {@linkcode PlanOptions}. Not escaped. */
  readonly names: readonly string[];
  /** Who they belong to, and how many of them; those with the most images first. */
  readonly owners: readonly { readonly owner: string; readonly images: number }[];
  /** How many findings this action and those before it remove together. */
  readonly removed: number;
}

/** To build images again on a newer base image. */
export interface BaseAction extends ActionBase {
  readonly kind: "base";
  /** An image that has exactly these layers: the shortest of its names. Absent where no image is known to have them. */
  readonly name?: string;
  /** How many layers it has. */
  readonly layers: number;
  /** The top one of them: `sha256:...` of what is in it. */
  readonly layer: string;
  /** How many repositories have images on it. */
  readonly repositories: number;
}

/** To upgrade a package, wherever it is. */
export interface UpgradeAction extends ActionBase {
  readonly kind: "upgrade";
  /** Cut where it is very long, and not escaped; so are the other texts. */
  readonly name: string;
  /** `Debian-package`. */
  readonly component: string;
  readonly installed: string;
  /** The latest of the versions that the advisories name. */
  readonly fixed: string;
}

/** Something to do that removes findings. */
export type FixAction = BaseAction | UpgradeAction;

/** What to do first. */
export interface FixPlan {
  /** Each removes the most of what those before it leave. */
  readonly actions: readonly FixAction[];
  /** Whether there is more to do that removes something. */
  readonly hasMore: boolean;
  /** All findings that count. */
  readonly severities: Readonly<SeverityCounts>;
  readonly findings: number;
  /** Those that an upgrade removes. */
  readonly fixable: number;
  /** Images with findings that count. */
  readonly images: number;
  /** How many images have something fixable, and nobody has said which layers they are made of: they have no known base. */
  readonly layerless: number;
  /** Whether there is more than memory keeps: then the numbers are lower bounds. */
  readonly isThinned: boolean;
}

/** Options of a plan. */
export interface PlanOptions {
  /** How many actions there are at most. @default {10} */
  readonly limit?: number;
  /** How many names of images each action has at most. @default {3} */
  readonly names?: number;
}
