/**
 * Why a result may not be all there is: the target was scanned, and the scanner could not look at it as it should. A
 * target with caveats is done, and never clean.
 */
export interface Caveat {
  /** In capitals, the same for all targets that it holds for: `OS_END_OF_LIFE`. */
  readonly code: string;
  /** One sentence for people, about this target. */
  readonly message: string;
}
