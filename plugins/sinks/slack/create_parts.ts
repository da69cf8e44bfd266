import { emptySummary, foldSummary } from "../../../core/kit.ts";
import type { Outcome, Summary } from "../../../core/mod.ts";
import { createDigest, type Digest, type DigestOptions } from "./create_digest.ts";

/** What one channel hears of a run. */
export interface Part {
  /** Absent for the channel of the options, or of the webhook. */
  readonly channel?: string;
  readonly summary: Summary;
  readonly digest: Digest;
}

/** How outcomes are put to channels. */
export interface PartOptions extends DigestOptions {
  /** The channel of the options; absent for a webhook, which posts to one channel whatever the labels say. */
  readonly channel: string | undefined;
}

/** Owners' channels beyond that are not written to: their images are in the message of the options' channel. */
const MAX_CHANNELS = 100;

interface Gathered {
  readonly owners: Set<string>;
  readonly digest: ReturnType<typeof createDigest>;
  summary: Summary;
}

/**
 * Gathers what each channel hears: that of an image's owner of this image alone, the one of the options of all the others.
 * Memory grows with channels, not with images.
 */
export function createParts({ channel: own, ...options }: PartOptions) {
  const parts = new Map<string, Gathered>();

  function find(label: string | undefined): Gathered {
    const named = own === undefined || label === undefined || isSame(label, own) ? "" : label.replace(/^#/, "");
    const key = parts.has(named) || parts.size < MAX_CHANNELS ? named : "";
    const part = parts.get(key) ?? { owners: new Set(), digest: createDigest(options), summary: emptySummary() };
    parts.set(key, part);
    return part;
  }

  return {
    async add(outcome: Outcome): Promise<void> {
      const { slack, owner } = outcome.target.labels ?? {};
      const part = find(slack);
      if (owner !== undefined) part.owners.add(owner);
      part.summary = foldSummary(part.summary, {
        type: "target.started",
        pipeline: outcome.pipeline,
        target: outcome.target,
      });
      part.summary = foldSummary(part.summary, { type: "target.finished", pipeline: outcome.pipeline, outcome });
      await part.digest.add(outcome);
    },
    /** The parts of a run that is over: first that of the options' channel, unless all images are in those of others. */
    list(summary: Summary): readonly Part[] {
      const { label, startedAt, durationMs, interrupted, artifacts, extraArtifacts } = summary;
      const others = [...parts].filter(([key]) => key !== "");
      if (others.length === 0) return [{ summary, digest: find(undefined).digest.read() }];
      const ofRun = { startedAt, durationMs, interrupted, artifacts, extraArtifacts };
      const toPart = ([key, part]: readonly [string, Gathered]): Part => {
        const whose =
          key === "" ? `${label}, all others` : `${label} of ${[...part.owners].join(", ") || toChannel(key)}`;
        const own = { ...part.summary, ...ofRun, label: whose };
        return { ...(key !== "" && { channel: toChannel(key) }), summary: own, digest: part.digest.read() };
      };
      const rest = parts.get("");
      return [...(rest === undefined ? [] : [toPart(["", rest])]), ...others.map(toPart)];
    },
  };
}

/** The id of a channel stays; a name gets back its mark. */
function toChannel(key: string): string {
  return /^[CGD][A-Z0-9]{6,}$/.test(key) ? key : `#${key}`;
}

function isSame(a: string, b: string): boolean {
  return a.replace(/^#/, "") === b.replace(/^#/, "");
}
