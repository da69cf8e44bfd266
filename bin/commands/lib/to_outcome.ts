import type { Finding, Outcome } from "../../../core/mod.ts";
import type { KnownImage } from "../../../plugins/lib/history/questions/mod.ts";

type Facts = Pick<KnownImage, "image" | "platform" | "owner" | "pipeline" | "minSeverity" | "lookedAt">;

/** What rules that accept findings see of an image in the history, which keeps no labels but the owner. */
export function toOutcome(
  { image, platform, owner, pipeline, minSeverity, lookedAt }: Facts,
  findings: readonly Finding[],
): Outcome {
  const target = {
    ...({ id: `image:${image}`, kind: "image", image, minSeverity, origin: { from: "the history" } } as const),
    ...(platform && { platform }),
    ...(owner && { labels: { owner } }),
  };
  const times = { startedAt: lookedAt, finishedAt: lookedAt, durationMs: 0 };
  return { target, pipeline, status: "done", data: { findings }, ...times };
}
