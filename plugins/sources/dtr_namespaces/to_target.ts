import { type Settled, type TargetOrigin, toFailure } from "../../../core/kit.ts";
import type { Severity, Target } from "../../../core/mod.ts";
import type { DtrManifest, DtrTagDetail, DtrTagPlace } from "../../lib/clients/dtr/mod.ts";
import { formatReference } from "../../lib/clients/oci/mod.ts";

/** What is the same for all targets of one namespace. */
export interface ToTargetOptions {
  /** What images are named with: `dtr.example.com`. */
  readonly registry: string;
  readonly minSeverity: Severity;
  readonly origin: TargetOrigin;
  /** The name of the plugin that fails a target. */
  readonly plugin: string;
}

/** What could not be read: a namespace, one of its repositories, or a tag of that. */
export type PartialPlace = Pick<DtrTagPlace, "namespace"> & Partial<DtrTagPlace>;

/** Makes the targets of a tag: one for each of its manifests. */
export function toTargets(place: DtrTagPlace, details: readonly DtrTagDetail[], options: ToTargetOptions): Target[] {
  const platforms = details.map(toPlatform);
  return details.map((detail, index) => {
    const platform = platforms[index];
    const { digest, os, architecture, summary } = detail;
    const isShared = platforms.some((other, at) => at !== index && other === platform);
    const dtr: DtrManifest = {
      ...place,
      ...(digest !== undefined && { digest }),
      ...(os !== undefined && { os }),
      ...(architecture !== undefined && { architecture }),
      ...(summary !== undefined && { summary }),
      ...(isShared && { sharesPlatform: true }),
    };
    const target = toBase(place, options);
    // Manifests of one platform, as those for arm v6 and v7, are told apart by their digests.
    const id = [target.id, platform ?? "", isShared ? (digest ?? index) : ""].join(" ").trim();
    return { ...target, id, ...(platform !== undefined && { platform }), dtr };
  });
}

function toPlatform({ os, architecture }: DtrTagDetail): string | undefined {
  return os === undefined || architecture === undefined ? undefined : `${os}/${architecture}`;
}

/** Makes the failed target of something that could not be read. */
export function toFailed(place: PartialPlace, error: unknown, options: ToTargetOptions): Target {
  const failure = toFailure(error, { plugin: options.plugin, stage: "targets" });
  return settle(place, { status: "failed", error: failure }, options);
}

/** Makes the skipped target of something that was removed after it was listed. */
export function toSkipped(place: PartialPlace, options: ToTargetOptions): Target {
  return settle(place, { status: "skipped", reason: "it was removed from DTR after it was listed" }, options);
}

function settle(place: PartialPlace, settled: Settled, options: ToTargetOptions): Target {
  return { ...toBase(place, options), settled };
}

function toBase({ namespace, repository, tag }: PartialPlace, { registry, minSeverity, origin }: ToTargetOptions) {
  const path = repository === undefined ? namespace : `${namespace}/${repository}`;
  const image = formatReference({ domain: registry, path, ...(tag !== undefined && { tag }) });
  const labels = { namespace, ...(repository !== undefined && { repository }) };
  return { id: `dtr-tag:${image}`, kind: "dtr-tag", image, minSeverity, labels, origin } as const;
}
