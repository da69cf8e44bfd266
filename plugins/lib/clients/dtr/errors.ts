import { defineErrors } from "../../../../core/mod.ts";

/** What was being done, and where. */
interface Call {
  /** `list the tags of "team/app"`. */
  readonly doing: string;
  /** `https://dtr.example.com` */
  readonly url: string;
}

/** What DTR, or whatever answers in its place, says. */
interface Refusal extends Call {
  /** `403 NOT_AUTHORIZED: The client is not authorized.` */
  readonly answer: string;
}

/** The errors of plugins that use a Docker Trusted Registry. */
export const dtrError = defineErrors({
  DTR_URL: {
    message: (d: { reason: string }) => `The address of DTR cannot be used: ${d.reason}`,
    hint: "Give it like this: https://dtr.example.com",
    usage: true,
  },
  DTR_LOGIN_MISSING: {
    message: (d: { reason: string }) => `There is no login for DTR: ${d.reason}`,
    hint: "Set DTR_USER and DTR_TOKEN; access tokens are made on the profile page of DTR",
    usage: true,
  },
  DTR_CA: {
    message: (d: { file: string; reason: string }) => `Cannot use the CA file "${d.file}" for DTR: ${d.reason}`,
    hint: "It has to be a PEM file: -----BEGIN CERTIFICATE-----",
    usage: true,
  },
  DTR_NAME: {
    message: (d: { doing: string; name: string }) => `Cannot ${d.doing}: "${d.name}" is not a name that DTR can have`,
    hint: "Correct the name",
  },
  DTR_AUTH: {
    message: (d: Refusal & { user: string }) =>
      `DTR at ${d.url} refuses the login of "${d.user}" (${d.answer}) when asked to ${d.doing}`,
    hint: "Check DTR_USER and DTR_TOKEN. No further request was sent, as many refused logins can lock the account",
    fatal: true,
  },
  DTR_FORBIDDEN: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} forbids it (${d.answer})`,
    hint: "To start a scan, the user needs the right to write to the repository; to see it, the right to read",
  },
  DTR_NOT_FOUND: {
    message: (d: Call & { missing: string }) => `Cannot ${d.doing}: DTR at ${d.url} has no such ${d.missing}`,
    hint: "Check the name; what the user may not read is not there for DTR either",
  },
  DTR_SCANNING_DISABLED: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} does not scan (${d.answer})`,
    hint: "An administrator has to enable scanning, license it and load a vulnerability database (System > Security)",
  },
  DTR_NOT_AN_API: {
    message: (d: Call & { reason: string }) => `What answers at ${d.url} is not the API of a DTR: ${d.reason}`,
    hint: "Check the address: it is DTR's own, not that of UCP, of a proxy's login page or of a Harbor. MSR 4 is a Harbor and has no API of DTR; MSR 2 and 3 have",
  },
  DTR_UNREACHABLE: {
    message: (d: Call & { reason: string }) => `Cannot ${d.doing}: ${d.reason}`,
    hint: "Check the address of DTR, the network and the proxy settings",
    retryable: true,
  },
  DTR_TLS: {
    message: (d: Call & { reason: string }) => `Cannot ${d.doing}: ${d.reason}`,
    hint: "Save the certificate of DTR's CA (DTR offers it at /ca), check that it is the right one, and name the file with the option `ca`; or, where nobody can listen, turn the check off with `insecure`",
  },
  DTR_TIMEOUT: {
    message: (d: Call & { seconds: number }) => `Cannot ${d.doing}: DTR at ${d.url} took longer than ${d.seconds} s`,
    hint: "Raise the option `requestTimeout`, or lower `maxRequests`",
    retryable: true,
  },
  DTR_RATE_LIMITED: {
    message: (d: Refusal) => `Cannot ${d.doing}: ${d.url} takes no more requests for now (${d.answer})`,
    hint: "Lower `maxRequests`, or run it later",
    retryable: true,
  },
  DTR_SERVER: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} is in trouble (${d.answer})`,
    hint: "Try again later; /_ping and /health of DTR tell how it is",
    retryable: true,
  },
  DTR_REFUSED: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} refuses (${d.answer})`,
    hint: "The answer says why; the API is that of DTR 2.5 up to MSR 3",
  },
  DTR_BAD_ANSWER: {
    message: (d: Call & { reason: string }) => `Cannot ${d.doing}: DTR at ${d.url} gives a strange answer: ${d.reason}`,
    hint: "The API may have changed; please report this with the version of DTR",
  },
});
