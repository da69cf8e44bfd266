/** Where the advisories for one kind of package come from, and the bucket of Trivy's DB that they are in. */
export interface DataSource {
  readonly bucket: string;
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Whose severity and score are given with them. */
  readonly scorer: string;
}

/** The data sources of the sample DB. */
export const DATA_SOURCES = {
  debian12: {
    bucket: "debian 12",
    id: "debian",
    name: "Debian Security Tracker",
    url: "https://salsa.debian.org/security-tracker-team/security-tracker",
    scorer: "nvd",
  },
  alpine319: {
    bucket: "alpine 3.19",
    id: "alpine",
    name: "Alpine Secdb",
    url: "https://secdb.alpinelinux.org/",
    scorer: "nvd",
  },
  npm: {
    bucket: "npm::GitHub Security Advisory Npm",
    id: "ghsa",
    name: "GitHub Security Advisory npm",
    url: "https://github.com/advisories?query=type%3Areviewed+ecosystem%3Anpm",
    scorer: "ghsa",
  },
  maven: {
    bucket: "maven::GitHub Security Advisory Maven",
    id: "ghsa",
    name: "GitHub Security Advisory Maven",
    url: "https://github.com/advisories?query=type%3Areviewed+ecosystem%3Amaven",
    scorer: "ghsa",
  },
} as const satisfies Record<string, DataSource>;

/** The name of a data source in the sample DB. */
export type DataSourceName = keyof typeof DATA_SOURCES;
