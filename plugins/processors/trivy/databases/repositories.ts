import { isScanError, type PluginContext } from "../../../../core/mod.ts";
import { findReferenceMistake, parseReference, toCanonical } from "../../../lib/clients/oci/mod.ts";
import { openRegistry } from "../../../lib/clients/registry/mod.ts";
import type { DbKind } from "./kinds.ts";

const TIMEOUT_MS = 10_000;
/** Trivy does not get them for a database, either. */
const IMAGE_LOGINS = ["TRIVY_USERNAME", "TRIVY_PASSWORD", "TRIVY_REGISTRY_TOKEN"] as const;

/**
 * The repositories to download a database from, in order: the option, else the variable, which holds a list with
 * commas, else those that Trivy uses by itself.
 */
export function listRepositories(
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
export function buildReference(kind: DbKind, repository: string): string {
  const hasTag = /[:@][^/]*$/.test(repository);
  return hasTag ? repository : `${repository}:${kind.schemaVersion}`;
}

/** Before 0.50, Trivy puts its schema's tag behind whatever it is given; since then, where there is none. */
function withoutSchemaTag(repository: string, schemaVersion: number): string {
  const tag = `:${schemaVersion}`;
  return repository.includes("/") && repository.endsWith(tag) ? repository.slice(0, -tag.length) : repository;
}

/** Where a database would be downloaded from. */
interface FindUnreachableOptions {
  /** In order. */
  readonly repositories: readonly string[];
  /** The environment that a run downloads in. */
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * Asks the repositories of a database in order, as a run would, whether they have it; downloads nothing.
 *
 * @returns Why none of them can be used; undefined where one can, or only asks to wait
 * @throws {ScanError} REGISTRY_CA, ABORTED
 */
export async function findUnreachable(
  kind: DbKind,
  ctx: Pick<PluginContext, "http" | "exec" | "addSecret">,
  { repositories, env }: FindUnreachableOptions,
): Promise<string | undefined> {
  const anonymous = { ...env, ...Object.fromEntries(IMAGE_LOGINS.map((name) => [name, undefined])) };
  const registry = await openRegistry(ctx, { insecure: false, timeoutMs: TIMEOUT_MS, env: anonymous });
  const attempts: string[] = [];
  for (const repository of repositories) {
    const reference = buildReference(kind, repository);
    const mistake = findReferenceMistake(reference);
    if (mistake !== undefined) {
      attempts.push(`"${repository}" (${mistake})`);
      continue;
    }
    try {
      await registry.fetchDescriptor(toCanonical(parseReference(reference)));
      return undefined;
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      if (error.code === "REGISTRY_RATE_LIMITED") return undefined;
      attempts.push(`"${repository}" (${error.message})`);
    }
  }
  return attempts.join(", ");
}
