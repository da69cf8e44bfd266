const COMPROMISED = /(?<![\d.])0\.69\.[456](?!\.?\d)/;

/**
 * Finds the number of a compromised Trivy release in a version or in a path (`/opt/trivy/v0.69.4/trivy`).
 *
 * @see {@link https://github.com/advisories/GHSA-69fq-xp46-6x23}
 */
export function findCompromisedVersion(text: string): string | undefined {
  return COMPROMISED.exec(text)?.[0];
}
