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
    message: (d: { reason: string }) => `Cannot use the address of DTR: ${d.reason}`,
    hint: "Write it like https://dtr.example.com",
    usage: true,
  },
  DTR_LOGIN_MISSING: {
    message: (d: { reason: string }) => `There is no login for DTR: ${d.reason}`,
    hint: "Set DTR_USER and DTR_TOKEN; your profile page in DTR creates access tokens",
    usage: true,
  },
  DTR_CA: {
    message: (d: { file: string; reason: string }) => `Cannot use the CA file "${d.file}" for DTR: ${d.reason}`,
    hint: "Name a PEM file: -----BEGIN CERTIFICATE-----",
    usage: true,
  },
  DTR_NAME: {
    message: (d: { doing: string; name: string }) => `Cannot ${d.doing}: "${d.name}" is not a name that DTR can have`,
    hint: "Correct the name",
  },
  DTR_AUTH: {
    message: (d: Refusal & { user: string }) =>
      `DTR at ${d.url} refuses the login of "${d.user}" (${d.answer}) when asked to ${d.doing}`,
    hint: "Check DTR_USER and DTR_TOKEN. No further request was sent: repeated refusals can lock the account",
    fatal: true,
  },
  DTR_FORBIDDEN: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} forbids it (${d.answer})`,
    hint: "Starting a scan needs write access to the repository; seeing it needs read access",
  },
  DTR_NOT_FOUND: {
    message: (d: Call & { missing: string }) => `Cannot ${d.doing}: DTR at ${d.url} has no such ${d.missing}`,
    hint: "Check the name; DTR also hides what the user may not read",
  },
  DTR_SCANNING_DISABLED: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} does not scan (${d.answer})`,
    hint: "An administrator has to enable scanning, license it and load a vulnerability database (System > Security)",
  },
  DTR_NOT_AN_API: {
    message: (d: Call & { reason: string }) => `The server at ${d.url} does not speak DTR's API: ${d.reason}`,
    hint: "Check the address: it must be DTR's own, not that of UCP, a proxy's login page or Harbor. MSR 2 and 3 have this API; MSR 4 is a Harbor and does not",
  },
  DTR_UNREACHABLE: {
    message: (d: Call & { reason: string }) => `Cannot ${d.doing}: ${d.reason}`,
    hint: "Check the address of DTR, the network and the proxy settings",
    retryable: true,
  },
  DTR_TLS: {
    message: (d: Call & { reason: string }) => `Cannot ${d.doing}: ${d.reason}`,
    hint: "Save the certificate of DTR's CA (DTR serves it at /ca), verify it, and name the file with the option `ca`; on a network that you trust, `insecure` turns the check off",
  },
  DTR_TIMEOUT: {
    message: (d: Call & { seconds: number }) => `Cannot ${d.doing}: DTR at ${d.url} took longer than ${d.seconds} s`,
    hint: "Raise the option `requestTimeout`, or lower `maxRequests`",
    retryable: true,
  },
  DTR_RATE_LIMITED: {
    message: (d: Refusal) => `Cannot ${d.doing}: ${d.url} accepts no more requests for now (${d.answer})`,
    hint: "Lower `maxRequests`, or run again later",
    retryable: true,
  },
  DTR_SERVER: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} is failing (${d.answer})`,
    hint: "Try again later; DTR's /_ping and /health report its state",
    retryable: true,
  },
  DTR_REFUSED: {
    message: (d: Refusal) => `Cannot ${d.doing}: DTR at ${d.url} refuses (${d.answer})`,
    hint: "The answer says why; DTR 2.5 and later, MSR 2 and MSR 3 are supported",
  },
  DTR_BAD_ANSWER: {
    message: (d: Call & { reason: string }) =>
      `Cannot ${d.doing}: DTR at ${d.url} sent an unexpected answer: ${d.reason}`,
    hint: "The API may have changed; please report this with the version of DTR",
  },
});
