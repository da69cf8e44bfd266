/** Types in package URLs, and Trivy's words for them. */
export const TYPES: Readonly<Record<string, readonly string[]>> = {
  golang: ["gobinary", "gomod"],
  pypi: ["python-pkg", "pip", "pipenv", "poetry", "uv", "pylock"],
  conda: ["conda-pkg", "conda-environment"],
  npm: ["node-pkg", "npm", "yarn", "pnpm", "bun"],
  maven: ["jar", "pom", "gradle", "sbt"],
  gem: ["gemspec", "bundler"],
  composer: ["composer", "composer-vendor"],
  cargo: ["rustbinary", "cargo"],
  nuget: ["nuget", "dotnet-core", "packages-props"],
};

const TYPE_OF: ReadonlyMap<string, string> = new Map(
  Object.entries(TYPES).flatMap(([type, words]) => words.map((word) => [word, type] as const)),
);

/**
 * What Trivy's `Type` of a language's packages is in package URLs: `npm` for `node-pkg`; of another one Trivy's word.
 *
 * @see {@link https://github.com/package-url/purl-spec}
 */
export function toPackageType(type: string): string {
  return TYPE_OF.get(type.trim().toLowerCase()) ?? type.trim();
}
