import type { Finding } from "./finding.ts";

/** Languages by the type that their packages have in package URLs. */
const LANGUAGES = [
  ["golang", "Go"],
  ["pypi", "Python"],
  ["conda", "Conda"],
  ["npm", "NodeJS"],
  ["maven", "Java"],
  ["gem", "Ruby"],
  ["composer", "PHP"],
  ["cargo", "Rust"],
  ["nuget", "DotNet"],
] as const;

/** Their groups. A name made for each finding would have to be hashed for each, too. */
const LANGUAGE_GROUPS: ReadonlyMap<string, string> = new Map(
  LANGUAGES.map(([type, language]) => [type, `${language}-package`]),
);

/** The groups of the packages of systems, by the names that Trivy has for these; others are named likewise. */
const SYSTEM_GROUPS: ReadonlyMap<string, string> = new Map(
  ["alma", "alpine", "amazon", "azurelinux", "cbl-mariner", "chainguard", "centos", "debian", "fedora", "opensuse"]
    .concat(["oracle", "photon", "redhat", "rocky", "sles", "suse", "ubuntu", "wolfi"])
    .map((type) => [type, `${capitalise(type)}-package`]),
);

/**
 * The group that a finding is counted in: `Debian-package`, `NodeJS-package`, `Secret`, `Dockerfile-misconfiguration`,
 * `License`.
 */
export function componentOf(finding: Finding): string {
  switch (finding.kind) {
    case "vulnerability": {
      const type = finding.package.type.trim();
      if (type === "") return "Unknown-component";
      if (finding.package.class === "os") return SYSTEM_GROUPS.get(type) ?? `${capitalise(type.toLowerCase())}-package`;
      return LANGUAGE_GROUPS.get(type) ?? `${capitalise(type)}-package`;
    }
    case "secret":
      return "Secret";
    case "misconfiguration":
      return `${capitalise(finding.fileType.trim()) || "Unknown"}-misconfiguration`;
    case "license":
      return "License";
  }
}

/** The type in package URLs of the packages in a group: `npm` of `NodeJS-package`; of another language's its name. */
export function packageTypeOf(component: string): string {
  const name = component.replace(/-package$/, "");
  for (const [type, language] of LANGUAGES) if (language === name) return type;
  return name.toLowerCase();
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
