import type { Skip } from "../../../core/kit.ts";
import {
  type PluginContext,
  type PreflightContext,
  type ProcessorHooks,
  type ScanData,
  skip,
  targetName,
} from "../../../core/mod.ts";
import { connectDtr, type DtrReview, SILENT } from "../../lib/clients/dtr/mod.ts";
import { parseDuration } from "../../lib/options/duration.ts";
import { checkDtr } from "./check_dtr.ts";
import { createRequester, isScannable, type ScannableManifest } from "./create_requester.ts";
import { decide } from "./decide.ts";
import { describeReview } from "./describe.ts";
import { rescanError } from "./errors.ts";
import type { DtrRescanOptions } from "./options.ts";
import { toResult, toReview } from "./review.ts";
import { createTally } from "./tally.ts";
import { findSummary, waitForScan } from "./wait_for_scan.ts";

type Result = Partial<ScanData> | Skip;

/** Checks that DTR takes the login and, where scans are to be requested, that it scans. */
export async function preflight(options: DtrRescanOptions, ctx: PreflightContext): Promise<void> {
  const client = await connectDtr(options, { ...ctx, log: SILENT });
  try {
    await checkDtr(client, { mustScan: options.action === "request", log: ctx.log });
    ctx.note(`DTR at ${client.url} accepts the login`);
  } finally {
    client.close();
  }
}

/** Logs in to DTR and returns the hooks that review tags. */
export async function setup(options: DtrRescanOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  const { action, wait, waitTimeout, pollInterval } = options;
  const client = await connectDtr(options, { ...ctx, log: SILENT });
  const requestScan = createRequester(client);
  const tally = createTally(action);
  const now = ctx.run.startedAt;
  const limits = {
    timeout: waitTimeout,
    timeoutMs: parseDuration(waitTimeout) ?? 0,
    pollMs: parseDuration(pollInterval) ?? 0,
  };

  /** Ends a review without a scan. Only `request` passes such tags on. */
  function leave(review: DtrReview): Result {
    const note = describeReview(review, "nothing to do");
    return action === "request" ? { dtr: review, note } : skip(note, { dtr: review });
  }

  async function request(manifest: ScannableManifest, { image, review, signal }: RequestParts): Promise<Result> {
    // Not what the source saw: that may be older than another scan.
    const before = wait ? await findSummary(manifest, client) : undefined;
    await requestScan(manifest);
    const requested = { ...review, requested: true };
    const note = describeReview(requested, "scan requested");
    if (!wait) return { dtr: requested, note };
    const summary = await waitForScan(manifest, { ...limits, client, before, image, signal });
    const result = toResult(summary);
    const { critical, major, minor } = result;
    return {
      dtr: { ...requested, result },
      note: `${note}; it is complete: ${critical} critical, ${major} major, ${minor} minor`,
    };
  }

  return {
    async process({ target }, { signal }) {
      const { dtr: manifest } = target;
      if (manifest === undefined) throw rescanError("DTR_NO_TAG", { id: target.id });
      const image = targetName(target);
      const review = toReview(manifest, decide(manifest.summary, { ...options, now }));
      if (review.decision !== "scan") {
        tally.add(review.decision);
        return leave(review);
      }
      if (!isScannable(manifest)) {
        tally.add("no-platform");
        return skip(describeReview(review, "cannot be scanned, as it has no platform"), { dtr: review });
      }
      if (action === "request") {
        try {
          const result = await request(manifest, { image, review, signal });
          tally.add("scan");
          return result;
        } catch (error) {
          tally.add("failed");
          throw error;
        }
      }
      tally.add("scan");
      if (action === "plan") return skip(describeReview(review, "would request a scan"), { dtr: review });
      return { dtr: review, note: describeReview(review, "needs a scan"), ...toPinned(image, manifest) };
    },
    dispose() {
      client.close();
      ctx.log.info(tally.toText());
    },
  };
}

interface RequestParts {
  readonly image: string;
  readonly review: DtrReview;
  readonly signal: AbortSignal;
}

/** The image by its digest, so that a scanner gets the very manifest that was reviewed. */
function toPinned(image: string, { digest }: ScannableManifest): Partial<ScanData> {
  return digest === undefined ? {} : { image: { reference: `${image}@${digest}`, digest, source: "registry" } };
}
