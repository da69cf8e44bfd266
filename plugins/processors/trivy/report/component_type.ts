/** Trivy's types of packages by the language that they are reported under. */
export const LANGUAGES: Readonly<Record<string, readonly string[]>> = {
  Go: ["gobinary", "gomod"],
  Python: ["python-pkg", "pip", "pipenv", "poetry", "uv", "pylock"],
  Conda: ["conda-pkg", "conda-environment"],
  NodeJS: ["node-pkg", "npm", "yarn", "pnpm", "bun"],
  Java: ["jar", "pom", "gradle", "sbt"],
  Ruby: ["gemspec", "bundler"],
  PHP: ["composer", "composer-vendor"],
  Rust: ["rustbinary", "cargo"],
  DotNet: ["nuget", "dotnet-core", "packages-props"],
};

const LANGUAGE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(LANGUAGES).flatMap(([language, types]) => types.map((type) => [type, language] as const)),
);

/** The component type that secrets are reported under. */
export const SECRET_COMPONENT = "Secret";

/** The component type that licences are reported under. */
export const LICENSE_COMPONENT = "License";

/** What the component type is made from: `Class` and `Type` of one Trivy result, `""` where absent. */
export interface ResultKind {
  readonly class: string;
  readonly type: string;
}

/** The group that a result's misconfigurations are reported under: `Dockerfile-misconfiguration`. */
export function misconfigurationComponent({ type }: ResultKind): string {
  return `${capitalise(type.trim()) || "Unknown"}-misconfiguration`;
}

/** The group that a result's vulnerabilities are reported under: `Debian-package`, `NodeJS-package`. */
export function componentType(kind: ResultKind): string {
  const type = kind.type.trim();
  if (type === "") return "Unknown-component";
  if (kind.class === "os-pkgs") return `${capitalise(type.toLowerCase())}-package`;
  return `${LANGUAGE_OF.get(type.toLowerCase()) ?? capitalise(type)}-package`;
}

function capitalise(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
