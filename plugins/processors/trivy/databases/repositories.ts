import type { DbKind } from "./kinds.ts";

/**
 * The repositories to download a database from, in order: the option, else the variable, which holds a list with
 * commas, else those that Trivy uses by itself.
 */
export function toRepositories(
  kind: DbKind,
  from: {
    readonly option: string | readonly string[] | undefined;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): readonly string[] {
  const named = from.option ?? from.env[kind.repositoryVariable] ?? [];
  const list = typeof named === "string" ? named.split(",") : named;
  const given = list
    .map((repository) => withoutSchemaTag(repository.trim(), kind.schemaVersion))
    .filter((repository) => repository !== "");
  return given.length > 0 ? given : kind.defaultRepositories;
}

/** What a registry is asked for: the repository with its own tag or digest, else with the tag of the database's schema. */
export function toReference(kind: DbKind, repository: string): string {
  const hasTag = /[:@][^/]*$/.test(repository);
  return hasTag ? repository : `${repository}:${kind.schemaVersion}`;
}

/** Before 0.50, Trivy puts its schema's tag behind whatever it is given; since then, where there is none. */
function withoutSchemaTag(repository: string, schemaVersion: number): string {
  const tag = `:${schemaVersion}`;
  return repository.includes("/") && repository.endsWith(tag) ? repository.slice(0, -tag.length) : repository;
}
