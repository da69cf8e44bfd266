const STEP = /^Step \d+\/\d+ : (\w+)/;
const LAYER = /^ ---> ([0-9a-f]{12})$/;

/**
 * The images that the legacy builder made for the steps of a build, oldest first, found in its log. It keeps them
 * without a name or label when a build fails, is stopped, or has several stages. Those that were there already
 * (`Using cache`, FROM) are not among them. BuildKit makes none.
 */
export function findLayers(log: string): readonly string[] {
  const layers: string[] = [];
  let isOwn = false;
  for (const line of log.split(/\r?\n/)) {
    const step = STEP.exec(line)?.[1];
    if (step !== undefined) isOwn = step.toUpperCase() !== "FROM";
    else if (line === " ---> Using cache") isOwn = false;
    const layer = LAYER.exec(line)?.[1];
    if (layer !== undefined && isOwn) layers.push(layer);
  }
  return layers;
}
