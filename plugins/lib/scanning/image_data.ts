import type { LookUpFailure } from "../clients/registry/mod.ts";

/** What processors find out about an image, for the scanner after them and for sinks. */
declare module "../../../core/mod.ts" {
  interface ScanData {
    /** Why the registry does not say the digest, where the scanner may get further: else it is why that fails. */
    readonly unresolved: LookUpFailure;
  }
}
