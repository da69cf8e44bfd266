import { join } from "node:path";
import { toReason } from "../../../../core/kit.ts";
import type { Logger } from "../../../../core/mod.ts";
import { listBuckets } from "./bolt_file.ts";
import { VULNERABILITY_DB } from "./kinds.ts";

/** The operating system of an image, as Trivy writes it. */
export interface Release {
  /** `alpine`, `redhat`. */
  readonly family: string;
  /** Its version: `3.19.1`, `2 (Karoo)`. */
  readonly name: string;
}

/** Whether a database has advisories for a release; undefined where that cannot be said. */
export type KnowsRelease = (release: Release, databases: readonly string[]) => Promise<boolean | undefined>;

/** Makes what looks releases up in the database of a cache folder, which is read once for each that there is. */
export function createKnowsRelease({ cacheDir, log }: { cacheDir: string; log: Logger }): KnowsRelease {
  const path = join(cacheDir, VULNERABILITY_DB.folder, VULNERABILITY_DB.file);
  let read:
    | { readonly database: string | undefined; readonly names: Promise<readonly string[] | undefined> }
    | undefined;

  function load(database: string | undefined): Promise<readonly string[] | undefined> {
    if (read === undefined || read.database !== database) {
      const names = listBuckets(path).catch((error: unknown) => {
        log.debug(`Which releases "${path}" has advisories for is not known: ${toReason(error)}`);
        return undefined;
      });
      read = { database, names };
    }
    return read.names;
  }

  return async (release, [database]) => {
    const names = await load(database);
    return names && hasRelease(names, release);
  };
}

/**
 * What the database calls the families that it has another name for than a report. Those of Red Hat have one name for
 * all releases.
 *
 * @see {@link https://github.com/aquasecurity/trivy-db/tree/main/pkg/vulnsrc}
 */
const NAMES: ReadonlyMap<string, string> = new Map([
  ["redhat", "red hat"],
  ["centos", "red hat"],
  ["centos-stream", "red hat"],
  ["amazon", "amazon linux"],
  ["oracle", "oracle linux"],
  ["photon", "photon os"],
  ["azurelinux", "azure linux"],
  ["sles", "suse linux enterprise"],
  ["suse linux enterprise server", "suse linux enterprise"],
  ["slem", "suse linux enterprise micro"],
  ["opensuse-leap", "opensuse leap"],
  ["opensuse.leap", "opensuse leap"],
  ["opensuse-tumbleweed", "opensuse tumbleweed"],
  ["opensuse.tumbleweed", "opensuse tumbleweed"],
]);

/** Beyond what Red Hat has: Trivy finds nothing then, and says nothing. */
const MAX_RED_HAT = 12;

/** Whether one of a database's names is that of a release: `alpine 3.19` of Alpine 3.19.1. */
export function hasRelease(names: readonly string[], { family, name }: Release): boolean {
  const own = NAMES.get(family.toLowerCase()) ?? family.toLowerCase();
  const [version = ""] = name.toLowerCase().trim().split(/\s+/);
  const all = names.map((one) => one.toLowerCase());
  if (own === "red hat") return all.includes(own) && Number.parseInt(version, 10) <= MAX_RED_HAT;
  if (all.includes(own)) return true;
  // `14.04-esm` is of 14.04.
  const releases = all.flatMap((one) =>
    one.startsWith(`${own} `) ? [one.slice(own.length + 1).split("-", 1)[0]] : [],
  );
  return releases.some((release) => {
    if (version === release || version.startsWith(`${release}.`)) return true;
    if (own === "alpine") return release === "edge" && version.includes("_alpha");
    // The first Amazon Linux counted by years: `AMI release 2018.03`.
    return own === "amazon linux" && release === "1" && /^(ami|201\d)/.test(version);
  });
}
