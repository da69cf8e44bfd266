/** A Trivy that came with npm. */
export interface EmbeddedTrivy {
  /** The program's absolute path. */
  readonly path: string;
  /** The Trivy release that it was built from; the program itself says only "dev". */
  readonly version: string;
}

/** Finds the Trivy that npm has installed with this package; `undefined` when there is none for this platform. */
export function embeddedTrivy(): EmbeddedTrivy | undefined;
