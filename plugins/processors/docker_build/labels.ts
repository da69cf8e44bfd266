import { formatOwner, type Owner } from "../../../core/kit.ts";

/** The run that an image was built in. */
export const RUN_LABEL = "io.hullscan.run";
/** The process that will remove the image. */
export const OWNER_LABEL = "io.hullscan.owner";
/** The name that the image was built under: no two images are the same, so none goes with the name of another. */
const IMAGE_LABEL = "io.hullscan.image";
/** When that run began. */
const STARTED_LABEL = "io.hullscan.started";

/** Longer than any run keeps an image of a run that cannot be asked for. */
const FORGOTTEN_MS = 24 * 3_600_000;

/** What the labels are made from. */
export interface LabelParts {
  readonly image: string;
  readonly runId: string;
  readonly owner: Owner;
  readonly startedAt: Date;
}

/** The labels of one image. They change no layer, so they do no harm to the builder's cache. */
export function createLabels({ image, runId, owner, startedAt }: LabelParts): Readonly<Record<string, string>> {
  return {
    [IMAGE_LABEL]: image,
    [RUN_LABEL]: runId,
    [OWNER_LABEL]: formatOwner(owner),
    [STARTED_LABEL]: startedAt.toISOString(),
  };
}

/** Whether labels name a run that began so long ago that its images are taken for forgotten. */
export function isForgotten(labels: Readonly<Record<string, string>>, now: number): boolean {
  const startedAt = Date.parse(labels[STARTED_LABEL] ?? "");
  // The clock may have been set back since.
  return Math.abs(now - startedAt) > FORGOTTEN_MS;
}
