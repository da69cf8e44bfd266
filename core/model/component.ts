import type { Finding } from "./finding.ts";

/** Languages by the type that their packages have in package URLs. */
const LANGUAGES: ReadonlyMap<string, string> = new Map([
  ["golang", "Go"],
  ["pypi", "Python"],
  ["conda", "Conda"],
  ["npm", "NodeJS"],
  ["maven", "Java"],
  ["gem", "Ruby"],
  ["composer", "PHP"],
  ["cargo", "Rust"],
  ["nuget", "DotNet"],
]);

/**
 * The group that a finding is counted in: `Debian-package`, `NodeJS-package`, `Secret`, `Dockerfile-misconfiguration`,
 * `License`.
 */
export function componentOf(finding: Finding): string {
  switch (finding.kind) {
    case "vulnerability": {
      const type = finding.package.type.trim();
      if (type === "") return "Unknown-component";
      if (finding.package.class === "os") return `${capitalise(type.toLowerCase())}-package`;
      return `${LANGUAGES.get(type) ?? capitalise(type)}-package`;
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
