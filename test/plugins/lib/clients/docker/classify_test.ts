import assert from "node:assert/strict";
import { test } from "uvu";
import { classify, FAILURE_ROWS } from "#plugins/lib/clients/docker/classify.ts";

const LEGACY_NOTICE = `DEPRECATED: The legacy builder is deprecated and will be removed in a future release.
            Install the buildx component to build images with BuildKit:
            https://docs.docker.com/go/buildx/
`;

/** What the docker command prints, recorded or documented, and the class that it stands for. */
const SAMPLES = [
  {
    code: "DOCKER_PERMISSION",
    stderr:
      'Got permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.24/version": dial unix /var/run/docker.sock: connect: permission denied',
  },
  {
    code: "DOCKER_PERMISSION",
    stderr:
      'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock: Get "http://%2Fvar%2Frun%2Fdocker.sock/v1.50/version": dial unix /var/run/docker.sock: connect: permission denied',
  },
  {
    code: "DOCKER_UNAVAILABLE",
    stderr: "Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?",
  },
  {
    code: "DOCKER_UNAVAILABLE",
    stderr:
      "failed to connect to the docker API at unix:///var/run/docker.sock; check if the path is correct and if the daemon is running: dial unix /var/run/docker.sock: connect: no such file or directory",
  },
  {
    code: "DOCKER_UNAVAILABLE",
    stderr:
      'error during connect: Get "http://10.0.0.9:2375/v1.24/version": dial tcp 10.0.0.9:2375: connect: no route to host',
  },
  { code: "DOCKER_SETTINGS", stderr: "unable to parse docker host `nonsense`" },
  {
    code: "DOCKER_SETTINGS",
    stderr:
      'Failed to initialize: unable to resolve docker endpoint: context "gone": context not found: open /root/.docker/contexts/meta/1/meta.json: no such file or directory',
  },
  {
    code: "DOCKER_SETTINGS",
    stderr: "Error response from daemon: client version 1.52 is too new. Maximum supported API version is 1.41",
  },
  {
    code: "BUILDX_MISSING",
    stderr: `ERROR: BuildKit is enabled but the buildx component is missing or broken.
       Install the buildx component to build images with BuildKit:
       https://docs.docker.com/go/buildx/`,
  },
  {
    code: "BUILDKIT_NEEDED",
    stderr: `${LEGACY_NOTICE}the --mount option requires BuildKit. Refer to https://docs.docker.com/go/buildkit/ to learn how to build images with BuildKit enabled`,
  },
  {
    code: "DISK_FULL",
    stderr:
      "Error response from daemon: Error processing tar file(exit status 1): write /usr/lib/x: no space left on device",
  },
  {
    code: "BASE_IMAGE",
    stderr: `${LEGACY_NOTICE}manifest for nginx:0.0.0 not found: manifest unknown: manifest unknown`,
  },
  {
    code: "BASE_IMAGE",
    stderr:
      "pull access denied for team/none, repository does not exist or may require 'docker login': denied: requested access to the resource is denied",
  },
  { code: "BASE_IMAGE", stderr: 'Error response from daemon: Get "https://registry.example.com/v2/": EOF' },
  {
    code: "BASE_IMAGE",
    stderr:
      "ERROR: failed to solve: failed to copy: httpReadSeeker: failed open: unexpected status code https://r.example.com/v2/app/blobs/sha256:1: 504 Gateway Timeout",
  },
  {
    code: "BASE_IMAGE",
    stderr: "error pulling image configuration: download failed after attempts=6: net/http: TLS handshake timeout",
  },
  {
    code: "DOCKER_SETTINGS",
    stderr:
      'error getting credentials - err: exec: "docker-credential-desktop": executable file not found in $PATH, out: ``',
  },
  {
    code: "BASE_IMAGE",
    stderr: 'Get "https://nope.invalid/v2/": dial tcp: lookup nope.invalid on 10.0.0.2:53: no such host',
  },
  {
    code: "BASE_IMAGE",
    stderr:
      "ERROR: failed to solve: nginx:0.0.0: failed to resolve source metadata for docker.io/library/nginx:0.0.0: docker.io/library/nginx:0.0.0: not found",
  },
  {
    code: "BASE_IMAGE",
    stderr:
      "toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit",
  },
] as const;

for (const { code, stderr } of SAMPLES) {
  test(`classify() takes "${stderr.replace(LEGACY_NOTICE, "").slice(0, 60)}..." for ${code}`, () => {
    const told = classify(`${stderr}\n`);
    assert.equal(told?.code, code);
    assert.ok(told && told.reason.length > 10 && !told.reason.startsWith("ERROR"));
  });
}

test("every class of the table has a sample", () => {
  const sampled = new Set(SAMPLES.map(({ code }) => code));
  assert.deepEqual(
    FAILURE_ROWS.map(({ code }) => code).filter((code) => !sampled.has(code)),
    [],
  );
});

test("what a step of a build prints is not taken for Docker's own words", () => {
  const stderr = `#7 [3/4] RUN test.sh
#7 0.210 Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
#7 0.300 permission denied while trying to connect to the Docker daemon socket
#7 ERROR: executor failed running [/bin/sh -c test.sh]: exit code: 1
------
 > [3/4] RUN test.sh:
------
executor failed running [/bin/sh -c test.sh]: exit code: 1
`;
  assert.equal(classify(stderr), undefined);
  assert.equal(classify(""), undefined);
  assert.equal(classify(LEGACY_NOTICE), undefined);
});

test.run();
