import type { ProcessorHooks, Skip } from "../../../core/kit.ts";
import {
  type Logger,
  type PluginContext,
  type PreflightContext,
  type ScanData,
  skip,
  targetName,
} from "../../../core/mod.ts";
import { connectDtr, type DtrClient, type DtrReview, dtrError, SILENT } from "../../lib/clients/dtr/mod.ts";
import { decide } from "./decide.ts";
import { rescanError } from "./errors.ts";
import type { DtrRescanOptions } from "./options.ts";
import { createRequester, isScannable, type ScannableManifest } from "./request_scan.ts";
import { describeReview, toResult, toReview } from "./review.ts";

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

/**
 * Checks that the login is accepted and, where scans are to be requested, that DTR scans at all: one request, which
 * every user may make.
 *
 * @throws {ScanError} DTR_AUTH, DTR_SCANNING_DISABLED, and others of the client
 */
async function checkDtr(
  client: Pick<DtrClient, "getFeatures" | "url">,
  { mustScan, log }: { readonly mustScan: boolean; readonly log: Pick<Logger, "warn"> },
): Promise<void> {
  const { scanningEnabled, scanningLicensed } = await client.getFeatures();
  if (scanningEnabled && scanningLicensed) return;
  const answer = scanningEnabled ? "scanning is not licensed" : "scanning is not enabled";
  if (mustScan) throw dtrError("DTR_SCANNING_DISABLED", { doing: "request scans", url: client.url, answer });
  log.warn(`DTR at ${client.url} does not scan: ${answer}`);
}

/** Logs in to DTR and returns the hooks that review tags. */
export async function setup(options: DtrRescanOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  const { action } = options;
  const client = await connectDtr(options, { ...ctx, log: SILENT });
  const requestScan = createRequester(client, options);
  const tally = createTally(action);
  const now = ctx.run.startedAt;

  /** Ends a review without a scan. Only `request` passes such tags on. */
  function leave(review: DtrReview): Result {
    const note = describeReview(review, "nothing to do");
    return action === "request" ? { dtr: review, note } : skip(note, { dtr: review });
  }

  async function request(manifest: ScannableManifest, { image, review, signal }: RequestParts): Promise<Result> {
    const summary = await requestScan(manifest, { image, signal });
    const requested = { ...review, requested: true };
    const note = describeReview(requested, "scan requested");
    if (summary === undefined) return { dtr: requested, note };
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
        return skip(describeReview(review, "cannot be scanned: it has no platform"), { dtr: review });
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

/** What became of a tag. */
type Fate = "scan" | "up-to-date" | "pending" | "none" | "no-platform" | "failed";

/** Counts what became of the tags of a run. */
interface Tally {
  add(fate: Fate): void;
  /** All counts in one line. */
  toText(): string;
}

const SCAN = { request: "requested", plan: "to be requested", select: "to be scanned" } as const;

/** Makes a tally that begins at zero. */
function createTally(action: DtrRescanOptions["action"]): Tally {
  const counts = { scan: 0, "up-to-date": 0, pending: 0, none: 0, "no-platform": 0, failed: 0 };
  return {
    add(fate) {
      counts[fate] += 1;
    },
    toText() {
      const parts = [
        `${counts.scan} ${SCAN[action]}`,
        `${counts["up-to-date"]} up to date`,
        `${counts.pending} pending`,
        ...(counts.none > 0 ? [`${counts.none} without a matching rule`] : []),
        ...(counts["no-platform"] > 0 ? [`${counts["no-platform"]} without a platform`] : []),
        `${counts.failed} failed`,
      ];
      return `Images: ${parts.join(", ")}`;
    },
  };
}
