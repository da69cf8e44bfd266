/** The facts about a target's image, from the processor that built it or looked it up and from the scanner. */
export interface ImageFacts {
  /** The name that it is scanned by: the target's own, one with the digest in it, or the name of an image that was built. */
  readonly reference: string;
  /** `sha256:...` of its manifest or index in a registry. */
  readonly digest?: string;
  /** `sha256:...` of its config: the id that Docker has it under. */
  readonly imageId?: string;
  /** `os/arch[/variant]` of what was scanned. */
  readonly platform?: string;
  /** Where it comes from: `registry`, `docker`, `containerd`, `podman`; `docker or registry` where it may be either. */
  readonly source: string;
  readonly os?: OperatingSystem;
  /** `sha256:...` of what is in each layer, the lowest first. */
  readonly layers?: readonly string[];
  /** Bytes, unpacked. */
  readonly size?: number;
  /** ISO 8601, as the image's config says. */
  readonly createdAt?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

/** The operating system that a scanner found in an image. */
export interface OperatingSystem {
  /** `debian`. */
  readonly family: string;
  /** `12.5`; empty where it is not known. */
  readonly version: string;
  /** Absent where the scanner does not say. */
  readonly isEndOfLife?: boolean;
}
