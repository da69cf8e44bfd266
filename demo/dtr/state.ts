import { sha256 } from "../oci_content.ts";
import type { DtrContents, ManifestSpec, RepositorySpec, ScanSpec } from "./contents.ts";

/** A scan's summary as it stands. */
export type ScanState = { -readonly [K in keyof Required<ScanSpec>]: Required<ScanSpec>[K] };

/** A manifest as it stands. */
export interface ManifestState {
  readonly os?: string;
  readonly architecture?: string;
  readonly digest: string;
  scan: ScanState | undefined;
  /** The statuses that the next looks at the tag will see, one each; empty when no scan is under way. */
  upcoming: number[];
}

/** A repository as it stands. */
export interface RepositoryState {
  readonly access: NonNullable<RepositorySpec["access"]>;
  readonly tags: Map<string, readonly ManifestState[]>;
}

/** All that a simulated DTR holds: namespace to repository. */
export type DtrState = ReadonlyMap<string, Map<string, RepositoryState>>;

/** Makes the state that a DTR begins with. */
export function toState(contents: DtrContents): DtrState {
  return mapRecord(contents, (repositories, namespace) =>
    mapRecord(repositories, ({ access = "write", tags }, name) => ({
      access,
      tags: mapRecord(tags, (manifests, tag) =>
        manifests.map((spec, index) => toManifest(spec, `${namespace}/${name}:${tag} ${index}`)),
      ),
    })),
  );
}

/** Whether the user may see a repository. */
export function isVisible({ access }: RepositoryState): boolean {
  return access !== "none";
}

function toManifest(spec: ManifestSpec, place: string): ManifestState {
  const { platform = "linux/amd64", digest = sha256(Buffer.from(place)), scan } = spec;
  const [os = "", architecture = ""] = platform.split("/");
  return {
    ...(os !== "" && { os }),
    ...(architecture !== "" && { architecture }),
    digest,
    scan: scan && toScan(scan),
    upcoming: [],
  };
}

function toScan({ status = 6, completedAt = "2024-05-06T07:08:09.123456789Z", ...rest }: ScanSpec): ScanState {
  return { shouldRescan: false, critical: 0, major: 0, minor: 0, ...rest, status, completedAt };
}

function mapRecord<A, B>(record: Readonly<Record<string, A>>, toValue: (value: A, key: string) => B): Map<string, B> {
  return new Map(Object.entries(record).map(([key, value]) => [key, toValue(value, key)]));
}
