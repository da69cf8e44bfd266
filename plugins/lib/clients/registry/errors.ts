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
    hint: "Check the name and the tag; some registries answer like this when a login is missing. For images that only this machine's Docker has, set the option `imageSources`",
  },
  NOT_AN_IMAGE: {
    message: because("it is not an image"),
    hint: "Remove it from the list: a scanner finds nothing in it, which does not mean that it is clean",
  },
  PLATFORM_NOT_FOUND: {
    message: (details: PlatformTrouble) => because("it does not exist for the requested platform")(details),
    hint: ({ there = "os/arch" }: PlatformTrouble) =>
      `Set the option \`platform\` of trivy to "${there}", or to "any" to scan any platform`,
  },
  IMAGE_SCHEMA_1: {
    message: because("its manifest uses Docker's schema 1, which Trivy cannot read"),
    hint: "Pull it with an older Docker and push it again with a current one, or rebuild it",
  },
  IMAGE_INDEX: {
    message: because("its index does not describe an image for several platforms"),
    hint: "Push the index again with the tool that made it: an entry needs a digest and, for an image, a platform in plain letters",
  },
  IMAGE_DIGESTS: {
    message: because("its manifest uses digests other than sha256, which Trivy cannot read"),
    hint: "Copy it with a tool that rewrites its manifest: `docker pull`, `docker tag`, `docker push`",
  },
  IMAGE_ENCRYPTED: {
    message: because("its layers are encrypted"),
    hint: "Scan it before it is encrypted, or scan a copy made by `skopeo copy --decryption-key`",
  },
  REGISTRY_AUTH: {
    message: because("the registry refuses access"),
    hint: "Log in with `docker login`, or set TRIVY_USERNAME and TRIVY_PASSWORD; a wrong image name can look the same",
  },
  REGISTRY_LOGIN: {
    message: because("the login for the registry cannot be read"),
    hint: "Log in again with `docker login`, or correct the file named above; credential helpers (`docker-credential-...`) must be on PATH",
  },
  REGISTRY_POLICY: {
    message: because("a policy of the registry forbids pulling it"),
    hint: "Ask the registry's administrators for an exception for this login: registries can block vulnerable or unsigned images",
  },
  REGISTRY_RATE_LIMITED: {
    message: because("the registry's rate limit is reached"),
    hint: "Log in to get a higher limit, scan with fewer jobs, or use a mirror",
    retryable: true,
  },
  REGISTRY_UNKNOWN: {
    message: because("the registry's host name is unknown"),
    hint: "Check the registry's name in the reference, your DNS and the proxy's name in HTTPS_PROXY",
  },
  REGISTRY_CERTIFICATE: {
    message: because("the registry's certificate is not accepted"),
    hint: "Set SSL_CERT_FILE (or TRIVY_CACERT) to the certificate of its authority; for a registry without one, on a network that you trust, set the option `insecure`",
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
    message: because("the registry reports the digest of one image instead of the index's"),
    hint: "Use the digest of the image's index, `name@sha256:...`, and report the fault to the registry's administrators",
  },
  REGISTRY_BAD_ANSWER: {
    message: because("the registry's answer cannot be used"),
    hint: "Check that the name before the first slash is a registry; a proxy in between may have answered",
  },
  REGISTRY_CA: {
    message: (d: { path: string; reason: string }) => `Cannot use the certificates in "${d.path}": ${d.reason}`,
    hint: "Set TRIVY_CACERT to a PEM file (-----BEGIN CERTIFICATE-----), or unset it",
    usage: true,
  },
});
