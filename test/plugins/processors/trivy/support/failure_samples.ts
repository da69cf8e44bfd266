/** The image that the samples speak of. */
export const IMAGE = "registry.example.com/team/app:1.0";
/** How the last line of a Trivy that fails begins. */
export const FATAL = "2026-03-01T10:00:00Z\tFATAL\tFatal error\t";
/** How it goes on where a scan fails. */
const SCAN = `${FATAL}run error: image scan error: scan error: unable to initialize a scan service: `;

/** What is printed when none of four sources of images has it. */
export function fourSources(
  remote: string,
  docker = "Cannot connect to the Docker daemon at unix:///var/run/docker.sock.",
): string {
  return [
    `${SCAN}unable to find the specified image "${IMAGE}" in ["docker" "containerd" "podman" "remote"]: 4 errors occurred:`,
    `\t* docker error: unable to inspect the image (${IMAGE}): ${docker}`,
    "\t* containerd error: containerd socket not found: /run/containerd/containerd.sock",
    "\t* podman error: unable to initialize Podman client: no podman socket found: stat /run/podman/podman.sock: no such file or directory",
    `\t* remote error: GET https://registry.example.com/v2/team/app/manifests/1.0: ${remote}`,
    "",
  ].join("\n");
}

/** Something that Trivy prints. */
export interface FailureSample {
  readonly code: string;
  readonly stderr: string;
  readonly reason?: string;
  /** @default {1} */
  readonly exitCode?: number;
}

/** What Trivy is documented to print, the code that it stands for, and what the user is told of it. */
export const SAMPLES: readonly FailureSample[] = [
  { code: "TRIVY_TOO_OLD", reason: "unknown flag: --list-all-pkgs", stderr: `${FATAL}unknown flag: --list-all-pkgs` },
  {
    code: "TRIVY_TOO_OLD",
    reason: "unknown flag: --no-progress",
    stderr: "2022-09-21T09:11:11.000Z\t\u001b[31mFATAL\u001b[0m\tunknown flag: --no-progress",
  },
  {
    code: "TRIVY_TOO_OLD",
    reason: "Incorrect Usage. flag provided but not defined: -skip-db-update",
    stderr: "Incorrect Usage. flag provided but not defined: -skip-db-update",
  },
  {
    code: "TRIVY_TOO_OLD",
    reason: "unsupported cache backend: memory",
    stderr: `${SCAN}unsupported cache backend: memory`,
  },
  {
    code: "TRIVY_TOO_OLD",
    reason: 'invalid argument "abc" for "--timeout" flag: time: invalid duration',
    stderr: `${FATAL}invalid argument "abc" for "--timeout" flag: time: invalid duration`,
  },
  {
    code: "TRIVY_TOO_OLD",
    reason: "Trivy version is old. Update to the latest version",
    stderr: "2026-03-01T10:00:00Z\tERROR\t[vulndb] Trivy version is old. Update to the latest version.",
  },
  {
    code: "TRIVY_CACHE_LOCKED",
    reason: "cache may be in use by another process: timeout",
    stderr: `${SCAN}unable to initialize cache: unable to initialize fs cache: cache may be in use by another process: timeout`,
  },
  {
    code: "TRIVY_CACHE_LOCKED",
    reason: "vulnerability database may be in use by another process: timeout",
    stderr: `${FATAL}run error: init error: DB error: vulnerability database may be in use by another process: timeout`,
  },
  {
    code: "TRIVY_CACHE_CORRUPT",
    reason: "unable to open cache DB: invalid database",
    stderr: `${SCAN}unable to initialize cache: unable to initialize fs cache: unable to open cache DB: invalid database`,
  },
  {
    code: "TRIVY_CACHE_CORRUPT",
    stderr:
      "unexpected fault address 0x7f52\nfatal error: fault\n[signal SIGBUS: bus error]\ngoroutine 1:\ngithub.com/aquasecurity/trivy/pkg/cache.NewFSCache(...)",
    exitCode: 2,
  },
  {
    code: "TRIVY_JAVA_DB",
    stderr: "2026-03-01T10:00:00Z\tERROR\t[javadb] The first run cannot skip downloading Java DB",
  },
  {
    code: "TRIVY_JAVA_DB",
    stderr: `${FATAL}run error: '--skip-java-db-update' cannot be specified on the first run`,
  },
  {
    code: "DISK_FULL",
    reason: "no space left on device",
    stderr: `${SCAN}failed to copy the image: write /tmp/fanal-12: no space left on device`,
  },
  {
    code: "TRIVY_DB_CORRUPT",
    reason: "The first run cannot skip downloading DB",
    stderr: "2026-03-01T10:00:00Z\tERROR\t[vulndb] The first run cannot skip downloading DB",
  },
  {
    code: "TRIVY_DB_CORRUPT",
    reason: "panic: assertion failed: Page expected to be: 106, but self identifies as 0",
    stderr: "panic: assertion failed: Page expected to be: 106, but self identifies as 0\n\ngoroutine 1 [running]:",
    exitCode: 2,
  },
  {
    code: "TRIVY_DB_CORRUPT",
    reason: "error in vulnerability DB initialize: failed to open db: invalid database",
    stderr: `${FATAL}run error: init error: DB error: error in vulnerability DB initialize: failed to open db: invalid database`,
  },
  {
    code: "BAD_REFERENCE",
    reason: "could not parse reference: -foo",
    stderr: `${SCAN}failed to parse the image name: could not parse reference: -foo`,
  },
  {
    code: "REGISTRY_RATE_LIMITED",
    reason: "TOOMANYREQUESTS: You have reached your pull rate limit",
    stderr: fourSources("TOOMANYREQUESTS: You have reached your pull rate limit."),
  },
  {
    code: "TIMEOUT",
    reason: "context deadline exceeded",
    stderr: `2026-03-01T10:00:00Z\tWARN\tProvide a higher timeout value\n${SCAN}semaphore acquire: context deadline exceeded`,
  },
  {
    code: "REGISTRY_AUTH",
    reason: "UNAUTHORIZED: authentication required; [map[Type:repository]]",
    stderr: fourSources("UNAUTHORIZED: authentication required; [map[Type:repository]]"),
  },
  { code: "REGISTRY_AUTH", reason: "DENIED: denied", stderr: fourSources("DENIED: denied") },
  {
    code: "REGISTRY_UNKNOWN",
    stderr: fourSources("").replace(
      /GET .*/,
      'Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com: no such host',
    ),
    reason: "no such host",
  },
  {
    code: "REGISTRY_UNREACHABLE",
    stderr: fourSources("").replace(
      /GET .*/,
      'Get "https://registry.example.com/v2/": dial tcp 192.0.2.1:443: connect: connection refused',
    ),
    reason: "connection refused",
  },
  {
    // A name server that is ill, not one that does not know the name.
    code: "REGISTRY_UNREACHABLE",
    stderr: fourSources("").replace(
      /GET .*/,
      'Get "https://registry.example.com/v2/": dial tcp: lookup registry.example.com on 10.0.0.2:53: server misbehaving',
    ),
    reason: "server misbehaving",
  },
  {
    code: "REGISTRY_CERTIFICATE",
    stderr: fourSources("").replace(
      /GET .*/,
      'Get "https://registry.example.com/v2/": http: server gave HTTP response to HTTPS client',
    ),
    reason: "http: server gave HTTP response to HTTPS client",
  },
  {
    // Trivy's issue 1478.
    code: "IMAGE_CORRUPT",
    stderr:
      "2021-12-15T01:24:25.890+0800\tFATAL\tscan error: image scan failed: failed analysis: analyze error: failed to analyze layer: sha256:aa11 : walk error: failed to extract the archive: unexpected EOF",
  },
  {
    code: "IMAGE_CORRUPT",
    stderr: `${FATAL}image scan error: scan error: scan failed: failed analysis: analyze error: pipeline error: failed to analyze layer (sha256:aa11): unable to get uncompressed layer: gzip: invalid header`,
  },
  {
    // Trivy's issue 3661: a layer, but the network.
    code: "REGISTRY_UNREACHABLE",
    stderr: `${FATAL}failed to analyze layer: sha256:30cc : walk error: unable to read the file: read tcp 10.88.0.184:33320->172.16.19.205:443: read: connection reset by peer`,
  },
  {
    code: "REGISTRY_CERTIFICATE",
    stderr: fourSources("").replace(
      /GET .*/,
      'Get "https://r/v2/": tls: failed to verify certificate: x509: certificate signed by unknown authority',
    ),
    reason: "x509: certificate signed by unknown authority",
  },
  {
    code: "DOCKER_PERMISSION",
    stderr: `${SCAN}docker error: unable to inspect the image: permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock`,
  },
  {
    code: "DOCKER_UNAVAILABLE",
    stderr: `${SCAN}docker error: unable to inspect the image: Cannot connect to the Docker daemon at unix:///var/run/docker.sock.`,
  },
  { code: "HOST_LIMIT", reason: "too many open files", stderr: `${SCAN}open /tmp/x: too many open files` },
  {
    code: "IMAGE_NOT_FOUND",
    reason: "MANIFEST_UNKNOWN: manifest unknown; map[Tag:1.0]",
    stderr: fourSources("MANIFEST_UNKNOWN: manifest unknown; map[Tag:1.0]"),
  },
  {
    code: "IMAGE_NOT_FOUND",
    reason: "NAME_UNKNOWN: repository name not known to registry",
    stderr: fourSources("NAME_UNKNOWN: repository name not known to registry"),
  },
  {
    // The registry names what is missing; what follows is the same line.
    code: "IMAGE_NOT_FOUND",
    stderr: fourSources("NAME_UNKNOWN: repository name not known to registry; UNAUTHORIZED: authentication required"),
  },
  {
    code: "IMAGE_NOT_FOUND",
    reason: "No such image: app:1",
    stderr: `${SCAN}unable to inspect the image (app:1): Error: No such image: app:1`,
  },
  {
    code: "REGISTRY_AUTH",
    reason: "unexpected status code 401 Unauthorized: Not Authorized",
    // Trivy's issue 3700: before 0.48 the sources are not named.
    stderr: [
      "2024-04-08T10:00:00.000Z\t\u001b[31mFATAL\u001b[0m\timage scan error: scan error: unable to initialize a scanner: unable to initialize a docker scanner: 3 errors occurred:",
      `\t* unable to inspect the image (${IMAGE}): Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?`,
      "\t* unable to initialize Podman client: no podman socket found: stat podman/podman.sock: no such file or directory",
      "\t* GET https://registry.example.com/v2/team/app/manifests/1.0: unexpected status code 401 Unauthorized: Not Authorized",
      "",
    ].join("\n"),
  },
  { code: "TRIVY_FAILED", reason: "something quite new", stderr: `${SCAN}something quite new` },
] satisfies { code: string; stderr: string; reason?: string; exitCode?: number }[];
