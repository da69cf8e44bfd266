const STEP = /^Step \d+\/\d+ : (\w+)/;
const LAYER = /^ ---> ([0-9a-f]{12})$/;

/** The nameless images that a build of the legacy builder stands on, oldest first. BuildKit makes none. */
export interface Layers {
  /** Those that it made. It keeps them when a build fails, is stopped, or has several stages. */
  readonly made: readonly string[];
  /** Those that were there (`Using cache`). */
  readonly found: readonly string[];
}

/** Finds the images of the steps of a build in its log; what stands after FROM is not among them. */
export function findLayers(log: string): Layers {
  const made: string[] = [];
  const found: string[] = [];
  let isOfStep = false;
  let isCached = false;
  for (const line of log.split(/\r?\n/)) {
    const step = STEP.exec(line)?.[1];
    if (step !== undefined) {
      isOfStep = step.toUpperCase() !== "FROM";
      isCached = false;
    } else if (line === " ---> Using cache") isCached = true;
    const layer = LAYER.exec(line)?.[1];
    if (layer !== undefined && isOfStep) (isCached ? found : made).push(layer);
  }
  return { made, found };
}
