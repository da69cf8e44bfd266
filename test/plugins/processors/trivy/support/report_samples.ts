/** A vulnerability as Trivy reports it. */
export const VULNERABILITY = {
  VulnerabilityID: "CVE-2021-44906",
  PkgName: "minimist",
  InstalledVersion: "1.2.5",
  FixedVersion: "1.2.6",
  Severity: "CRITICAL",
  SeveritySource: "ghsa",
  Title: "minimist: prototype pollution",
  Description: "Set through __proto__.",
  PrimaryURL: "https://avd.example.com/cve-2021-44906",
  CVSS: { ghsa: { V3Score: 9.8 } },
  Layer: { Digest: 7 },
};
/** A result with it. */
export const RESULT = { Target: "Node.js", Class: "lang-pkgs", Type: "node-pkg", Vulnerabilities: [VULNERABILITY] };

/** A report with some results, as text. */
export function reportOf(...results: unknown[]): string {
  return JSON.stringify({ SchemaVersion: 2, ArtifactName: "app:1", Metadata: "ignored", Results: results });
}

/** As 0.40, 0.44 and 0.68 write them; the older two leave out what is empty here. */
export const MISCONFIGURATION = {
  Type: "Dockerfile Security Check",
  ID: "DS002",
  AVDID: "AVD-DS-0002",
  Title: "Image user should not be 'root'",
  Description: "Running containers with 'root' user can lead to a container escape situation.",
  Message: "Last USER command in Dockerfile should not be 'root'",
  Namespace: "builtin.dockerfile.DS002",
  Query: "data.builtin.dockerfile.DS002.deny",
  Resolution: "Add 'USER <non root user name>' line to the Dockerfile",
  Severity: "HIGH",
  PrimaryURL: "https://avd.aquasec.com/misconfig/ds002",
  References: ["https://avd.aquasec.com/misconfig/ds002"],
  Status: "FAIL",
  Layer: {},
  CauseMetadata: { Provider: "Dockerfile", Service: "general", StartLine: 2, EndLine: 3, Code: { Lines: null } },
};
/** A result for that. */
export const CONFIG = { Target: "srv/Dockerfile", Class: "config", Type: "dockerfile" };
