import { FATAL, type FailureSample, fourSources, IMAGE } from "./failure_samples.ts";

/** What Trivy prints where a request to the registry ends with an error of Go's own, without a status. */
export function requestError(words: string, address = "https://registry.example.com/v2/"): string {
  return fourSources("").replace(/GET .*/, () => `Get "${address}": ${words}`);
}

const LAYER = `${FATAL}run error: image scan error: scan error: scan failed: failed analysis: pipeline error: failed to analyze layer (sha256:aa11): walk error: `;

/** Trouble of the network, of proxies and of registries that passes: all of it is worth another try. */
const PASSING: readonly string[] = [
  requestError("EOF"),
  requestError("unexpected EOF"),
  requestError("http2: server sent GOAWAY and closed the connection; LastStreamID=1999, ErrCode=NO_ERROR"),
  requestError("stream error: stream ID 17; INTERNAL_ERROR; received from peer"),
  requestError("dial tcp 192.0.2.7:443: connect: connection timed out"),
  requestError("dial tcp 192.0.2.7:443: connect: operation timed out"),
  requestError("write tcp 10.0.0.4:51234->192.0.2.7:443: write: broken pipe"),
  requestError("http2: client connection lost"),
  requestError("read tcp 10.0.0.4:51234->192.0.2.7:443: use of closed network connection"),
  requestError("read tcp 10.0.0.4:51234->192.0.2.7:443: read: connection reset by peer"),
  requestError("net/http: TLS handshake timeout"),
  requestError("dial tcp 192.0.2.7:443: i/o timeout"),
  requestError("context deadline exceeded (Client.Timeout exceeded while awaiting headers)"),
  requestError("net/http: request canceled while waiting for connection"),
  requestError("net/http: timeout awaiting response headers"),
  requestError("http: server closed idle connection"),
  requestError("dial tcp: lookup registry.example.com: Temporary failure in name resolution"),
  `${LAYER}failed to extract the archive: stream error: stream ID 9; INTERNAL_ERROR; received from peer`,
  `${LAYER}read tcp 10.0.0.4:51234->192.0.2.7:443: use of closed network connection`,
  ...[408, 425, 500, 502, 503, 504, 520, 521, 522, 523, 524, 525, 526, 527, 530].map((status) =>
    fourSources(`unexpected status code ${status} <nil>: <html>error code: ${status}</html>`),
  ),
  fourSources("unexpected status code 504 Gateway Time-out: <html></html>"),
  fourSources("unexpected status code 503 Service Temporarily Unavailable"),
];

/** What registries say of an image that they have, and that is not for this login, machine or scanner. */
export const REGISTRY_SAMPLES: readonly FailureSample[] = [
  ...PASSING.map((stderr) => ({ code: "REGISTRY_UNREACHABLE", stderr })),
  { code: "REGISTRY_RATE_LIMITED", reason: "Rate exceeded", stderr: fourSources("DENIED: Rate exceeded") },
  { code: "REGISTRY_RATE_LIMITED", stderr: fourSources("unexpected status code 429 : slow down") },
  {
    code: "REGISTRY_RATE_LIMITED",
    stderr: fourSources("DENIED: Quota exceeded for quota metric 'Requests per project per region'"),
  },
  { code: "IMAGE_CORRUPT", stderr: `${LAYER}failed to extract the archive: EOF` },
  {
    // Trivy's pull request 9052.
    code: "NOT_AN_IMAGE",
    stderr: fourSources("").replace(
      /GET .*/,
      `unsupported artifact type "application/vnd.cncf.helm.config.v1+json" for image "${IMAGE}"`,
    ),
  },
  {
    // Starboard's issue 259.
    code: "IMAGE_SCHEMA_1",
    stderr: `2020-12-03T18:07:08.035Z\tFATAL\tunable to initialize a scanner: unable to initialize a docker scanner: 2 errors occurred:
\t* unable to inspect the image (${IMAGE}): Cannot connect to the Docker daemon at unix:///var/run/docker.sock. Is the docker daemon running?
\t* unsupported MediaType: "application/vnd.docker.distribution.manifest.v1+prettyjws", see https://github.com/google/go-containerregistry/issues/377
`,
  },
  {
    code: "IMAGE_ENCRYPTED",
    stderr: `${LAYER}unknown layer type application/vnd.oci.image.layer.v1.tar+gzip+encrypted`,
  },
  {
    code: "PLATFORM_NOT_FOUND",
    reason: `no child with platform linux/amd64 in index ${IMAGE}`,
    stderr: fourSources("").replace(/GET .*/, `no child with platform linux/amd64 in index ${IMAGE}`),
  },
  {
    // Trivy's issue 906.
    code: "REGISTRY_LOGIN",
    stderr: fourSources("").replace(
      /GET .*/,
      'error getting credentials - err: exec: "docker-credential-ecr-login": executable file not found in $PATH, out: ``',
    ),
  },
  {
    code: "REGISTRY_POLICY",
    stderr: fourSources(
      "PROJECTPOLICYVIOLATION: current image with 4 vulnerabilities cannot be pulled due to configured policy in 'Prevent images with vulnerability severity of \"Critical\" or higher from running.'",
    ),
  },
  { code: "REGISTRY_POLICY", stderr: fourSources("unexpected status code 412 Precondition Failed") },
  { code: "REGISTRY_POLICY", stderr: fourSources("DENIED: the image is prevented from pulling, as it is not signed") },
  { code: "REGISTRY_POLICY", stderr: fourSources("unexpected status code 451 Unavailable For Legal Reasons") },
];
