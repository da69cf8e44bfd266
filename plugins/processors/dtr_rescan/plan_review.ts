import type { PlanStep } from "../../../core/kit.ts";
import { skip, type Target } from "../../../core/mod.ts";
import { decide } from "./decide.ts";
import { describeReview } from "./describe.ts";
import type { DtrRescanOptions } from "./options.ts";
import { toReview } from "./review.ts";

/** Says what would be done with a target in a dry run. */
export function planReview(options: DtrRescanOptions, { dtr: manifest, id }: Target): PlanStep {
  if (manifest === undefined) return `fail, as "${id}" is not a tag of a DTR`;
  const review = toReview(manifest, decide(manifest.summary, { ...options, now: new Date() }));
  if (review.decision !== "scan") {
    const reason = describeReview(review, "leave it");
    return options.action === "request" ? { leave: reason } : skip(reason);
  }
  if (options.action === "plan") return skip(describeReview(review, "would request a scan"));
  return describeReview(review, options.action === "select" ? "select it" : "request a scan");
}
