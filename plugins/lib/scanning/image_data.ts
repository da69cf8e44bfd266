import type { LookUpFailure } from "../clients/registry/mod.ts";

/** What processors find out about an image, for the scanner after them and for sinks. */
declare module "../../../core/mod.ts" {
  interface ScanData {
    /**
     * What is scanned, whatever it is called: the digest of a manifest or an index in a registry, or the id of an
     * image that Docker has. Of an index, `platform` says which part is meant.
     */
    readonly digest: string;
    /** The platform that is wanted of an image for several: `os/arch[/variant]`. Absent where it is the scanner's own. */
    readonly platform: string;
    /** Why the registry does not tell the digest, where the scanner may get further: else it is why that fails. */
    readonly unresolved: LookUpFailure;
    /** The id of an image that was built on this machine: `sha256:...`. */
    readonly imageId: string;
  }
}
