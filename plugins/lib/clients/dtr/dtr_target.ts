import type { DtrScanSummary, DtrTagPlace } from "./dtr_client.ts";

declare module "../../../../core/mod.ts" {
  interface TargetKinds {
    /** A tag in a DTR, or one of its manifests. */
    readonly "dtr-tag": true;
  }
  interface Target {
    /** Of targets of the kind `dtr-tag`: which manifest of which tag, and what DTR knew of it when it was found. */
    readonly dtr?: DtrManifest;
  }
}

/** One manifest of a tag in a DTR. Plain data. */
export interface DtrManifest extends DtrTagPlace {
  /** `sha256:...` */
  readonly digest?: string;
  /** Absent with artifacts that are no images. */
  readonly os?: string;
  readonly architecture?: string;
  /** Absent where there was no scan. */
  readonly summary?: DtrScanSummary;
  /** Set where another manifest of the tag has the same os and architecture: DTR cannot be asked for one of them only. */
  readonly sharesPlatform?: true;
}
