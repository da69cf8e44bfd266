import type { ManifestState, ScanState } from "./state.ts";

const DATE = "2024-01-02T03:04:05.678Z";

/** Which tag a manifest belongs to. */
export interface Place {
  readonly namespace: string;
  /** Without the namespace. */
  readonly repository: string;
  readonly tag: string;
}

/** A repository, as the list of a namespace has it. */
export function toRepositoryJson({ namespace, name }: { namespace: string; name: string }): unknown {
  return {
    id: `${namespace}-${name}`,
    namespace,
    namespaceType: "organization",
    name,
    shortDescription: "",
    visibility: "private",
    scanOnPush: false,
    immutableTags: false,
    enableManifestLists: true,
    pulls: 0,
    pushes: 1,
    tagLimit: 0,
  };
}

/** A tag, as the list of a repository has it: no summary of scans, no platform. */
export function toListTagJson(name: string, manifests: readonly ManifestState[]): unknown {
  const digest = manifests[0]?.digest ?? "";
  return { ...toCommon(name, digest), manifest: { digest } };
}

/** One manifest of a tag in full. */
export function toTagJson(place: Place, { os, architecture, digest, scan }: ManifestState): unknown {
  return {
    ...toCommon(place.tag, digest),
    manifest: { digest, os, architecture, mediaType: "application/vnd.docker.distribution.manifest.v2+json" },
    ...(scan && { vuln_summary: toSummaryJson(place, scan) }),
  };
}

function toCommon(name: string, digest: string): object {
  const dates = { updatedAt: DATE, createdAt: DATE };
  return { name, digest, author: "demo", ...dates, hashMismatch: false, inNotary: false };
}

function toSummaryJson({ namespace, repository, tag }: Place, scan: ScanState): unknown {
  return {
    namespace,
    reponame: repository,
    tag,
    critical: scan.critical,
    major: scan.major,
    minor: scan.minor,
    last_scan_status: scan.status,
    check_completed_at: scan.completedAt,
    should_rescan: scan.shouldRescan,
    has_foreign_layers: false,
  };
}
