import type { ErrorTable } from "../../../../core/kit.ts";
import { defineErrors } from "../../../../core/mod.ts";

/** What was being done and, where the registry or the system says so, why it did not work. */
export interface Trouble {
  /** `find the digest of "nginx:1.27"`. */
  readonly doing: string;
  readonly reason?: string | undefined;
}

/** What is known of an image that is not there for the platform that is wanted. */
export interface PlatformTrouble extends Trouble {
  /** A platform that it is there for: `linux/arm64`. */
  readonly there?: string | undefined;
}

function because(cause: string) {
  return ({ doing, reason }: Trouble) => `Cannot ${doing}: ${cause}${reason === undefined ? "" : ` (${reason})`}`;
}

/** The rows that all have who pull images, whether by themselves or through a scanner. */
export const pullErrors = {
  IMAGE_NOT_FOUND: {
    message: because("there is no such image"),
    hint: "Check the name and the tag; some registries answer like this when a login is missing. For what only this machine's Docker has, set the option `imageSources`",
  },
  NOT_AN_IMAGE: {
    message: because("it is not an image"),
    hint: "Take it off the list: a scanner finds nothing in it, which is not the same as clean",
  },
  PLATFORM_NOT_FOUND: {
    message: (details: PlatformTrouble) => because("it is not there for the platform that is wanted")(details),
    hint: ({ there = "os/arch" }: PlatformTrouble) =>
      `Set the option \`platform\` of trivy to "${there}", or to "any" to scan what there is`,
  },
  IMAGE_SCHEMA_1: {
    message: because("its manifest is of Docker's schema 1, which Trivy does not read"),
    hint: "Pull it with an older Docker and push it again with a current one, or build it anew",
  },
  IMAGE_INDEX: {
    message: because("its index is not that of an image for several platforms"),
    hint: "Push the index again with what made it: an entry needs a digest and, for an image, a platform in plain letters",
  },
  IMAGE_DIGESTS: {
    message: because("its manifest names its parts by other digests than sha256, which Trivy does not read"),
    hint: "Copy it by a tool that writes its manifest anew, as `docker pull`, `docker tag` and `docker push` do",
  },
  IMAGE_ENCRYPTED: {
    message: because("its layers are encrypted"),
    hint: "Scan it before it is encrypted, or scan a copy that `skopeo copy --decryption-key` makes",
  },
  REGISTRY_AUTH: {
    message: because("the registry refuses access"),
    hint: "Log in with `docker login`, or set TRIVY_USERNAME and TRIVY_PASSWORD; a wrong name may give this answer too",
  },
  REGISTRY_LOGIN: {
    message: because("the login for the registry cannot be read"),
    hint: "Log in again with `docker login`, or correct what is named; a helper `docker-credential-...` that Docker's config names must be on PATH",
  },
  REGISTRY_POLICY: {
    message: because("a rule of the registry forbids to pull it"),
    hint: "Ask those who run the registry for an exception for this login: they may block images for their vulnerabilities, or for want of a signature",
  },
  REGISTRY_RATE_LIMITED: {
    message: because("the registry's rate limit is reached"),
    hint: "Log in to get a higher limit, scan with fewer jobs, or use a mirror",
    retryable: true,
  },
  REGISTRY_UNKNOWN: {
    message: because("no host of that name is known"),
    hint: "Check the registry's name in the reference, the name server and, where there is one, the proxy's name in HTTPS_PROXY",
  },
  REGISTRY_CERTIFICATE: {
    message: because("the registry's certificate is not accepted"),
    hint: "Name the certificate of its authority by SSL_CERT_FILE (or TRIVY_CACERT); for a registry without one, on a network that you trust, set the option `insecure`",
  },
  REGISTRY_UNREACHABLE: {
    message: because("the registry cannot be reached"),
    hint: "Check the registry's name, the network and the proxy settings",
    retryable: true,
  },
} as const satisfies ErrorTable;

/** The errors of the registry client. */
export const registryError = defineErrors({
  ...pullErrors,
  REGISTRY_FALSE_DIGEST: {
    message: because("the digest that its registry tells for the index is that of one image in it"),
    hint: "Name the image by the digest of its index, `name@sha256:...`, and report the fault to who runs the registry",
  },
  REGISTRY_BAD_ANSWER: {
    message: because("what the registry answers cannot be used"),
    hint: "Check that the name before the first slash is that of a registry; a proxy in between may be what answers",
  },
  REGISTRY_CA: {
    message: (d: { path: string; reason: string }) => `Cannot use the certificates in "${d.path}": ${d.reason}`,
    hint: "Let TRIVY_CACERT name a PEM file (-----BEGIN CERTIFICATE-----), or unset it",
    usage: true,
  },
});
