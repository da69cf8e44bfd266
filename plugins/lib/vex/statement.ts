import type { Justification, PackageUrl } from "../../../core/kit.ts";

/** What a VEX document says of some vulnerability in some products, whatever its format. */
export interface VexStatement {
  /** The names of the vulnerability. */
  readonly ids: readonly string[];
  readonly products: readonly VexProduct[];
  /** Absent where it says that they are affected, or does not know. */
  readonly decision?: VexDecision;
  /** Where it stands in the document: `statements[2]`. */
  readonly place: string;
}

/** That a vulnerability does no harm. */
export interface VexDecision {
  readonly status: "not_affected" | "fixed";
  readonly reason?: string | undefined;
  readonly justification?: Justification | undefined;
}

/** A package, an image, or packages in one of these. */
export interface VexProduct {
  readonly of: PackageUrl | ImageName;
  /** The packages in it; absent where all of it is meant. */
  readonly parts?: readonly PackageUrl[];
}

/** An image by its name, with or without its tag. */
export interface ImageName {
  readonly image: string;
}

/** Why a document is not one, in words. */
export class VexMistake extends Error {
  override readonly name = "VexMistake";
}
