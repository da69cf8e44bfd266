import { isScanError, type PreflightContext, type ScanError } from "../../../core/mod.ts";
import {
  type CanonicalReference,
  findReferenceMistake,
  parseReference,
  type RepositoryName,
  toCanonical,
} from "../../lib/clients/oci/mod.ts";
import { openRegistry, type Registry } from "../../lib/clients/registry/mod.ts";
import { type ListFile, readEntries } from "../../lib/list_file/mod.ts";

/** How many registries are asked at a time. */
const LANES = 8;
/** How many images that cannot be had are named. */
const NAMED_MISSING = 10;
/** Of one image only; after anything else the registry is not asked for more. */
const OF_ONE_IMAGE: ReadonlySet<string> = new Set([
  "IMAGE_NOT_FOUND",
  "REGISTRY_AUTH",
  "REGISTRY_BAD_ANSWER",
  "REGISTRY_POLICY",
]);

/**
 * Asks the registries of a list's images, and reports to `scan check` which of them do not answer, which logins cannot
 * be read, and, where targets are asked for, which images a run would lose.
 *
 * @throws {ScanError} LIST_UNREADABLE, REGISTRY_CA, ABORTED
 */
export async function checkRegistries(file: ListFile, ctx: PreflightContext): Promise<void> {
  const registry = await openRegistry(ctx, { insecure: false });
  const repositories = new Map<string, RepositoryName>();
  for await (const { domain, path } of listReferences(file)) {
    ctx.signal.throwIfAborted();
    repositories.set(`${domain}/${path}`, { domain, path });
  }
  const domains = new Set([...repositories.values()].map(({ domain }) => domain));
  const silent = new Set(await pingRegistries(domains, { registry, ctx }));
  for (const domain of await checkLogins(repositories.values(), { registry, ctx })) silent.add(domain);
  if (ctx.asksForTargets) await checkImages(file, { registry, ctx, silent });
}

/** The references of a list that can be read, one after the other. */
async function* listReferences(file: ListFile): AsyncGenerator<CanonicalReference> {
  for await (const { text, isTooLong } of readEntries(file)) {
    if (!isTooLong && findReferenceMistake(text) === undefined) yield toCanonical(parseReference(text));
  }
}

interface CheckContext {
  readonly registry: Registry;
  readonly ctx: PreflightContext;
}

/** Asks each registry whether it answers; not whether it has the images. Returns those that do not answer. */
async function pingRegistries(
  domains: Iterable<string>,
  { registry, ctx }: CheckContext,
): Promise<ReadonlySet<string>> {
  const silent = new Set<string>();
  async function ping(domain: string): Promise<void> {
    try {
      await registry.ping(domain);
      ctx.note(`the registry ${domain} answers`);
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      silent.add(domain);
      // Whoever scans may have been told to accept it.
      if (error.code === "REGISTRY_CERTIFICATE") ctx.log.warn(error.message);
      else ctx.foresee(error);
    }
  }
  await Promise.all([...domains].map(ping));
  return silent;
}

/**
 * Looks up the login of each repository. Whether a registry takes it, only the run finds out.
 *
 * @returns The registries that cannot be logged in to
 */
async function checkLogins(
  repositories: Iterable<RepositoryName>,
  { registry, ctx }: CheckContext,
): Promise<ReadonlySet<string>> {
  const reported = new Set<string>();
  const domains = new Set<string>();
  for (const repository of repositories) {
    try {
      await registry.findLogin(repository);
    } catch (error) {
      if (!isScanError(error) || error.code === "ABORTED") throw error;
      if (!reported.has(error.message)) ctx.foresee(error);
      reported.add(error.message);
      domains.add(repository.domain);
    }
  }
  return domains;
}

/** Asks for each image with HEAD, a few at a time; registries that are `silent` are not asked. */
async function checkImages(
  file: ListFile,
  { registry, ctx, silent }: CheckContext & { readonly silent: ReadonlySet<string> },
): Promise<void> {
  const left = new Set(silent);
  let asked = 0;
  let there = 0;
  let missing = 0;

  function note(error: ScanError, domain: string): void {
    if (!OF_ONE_IMAGE.has(error.code)) {
      if (!left.has(domain)) ctx.foresee(error);
      left.add(domain);
      return;
    }
    missing += 1;
    if (missing <= NAMED_MISSING) ctx.foresee(error);
  }

  const references = listReferences(file);
  async function ask(): Promise<void> {
    for (let next = await references.next(); !next.done; next = await references.next()) {
      ctx.signal.throwIfAborted();
      const reference = next.value;
      asked += 1;
      if (left.has(reference.domain)) continue;
      try {
        await registry.fetchDescriptor(reference);
        there += 1;
      } catch (error) {
        if (!isScanError(error) || error.code === "ABORTED") throw error;
        note(error, reference.domain);
      }
    }
  }

  try {
    await Promise.all(Array.from({ length: LANES }, ask));
  } finally {
    await references.return(undefined);
  }
  ctx.note(`${there} of ${asked} images of ${file.name} exist`);
  if (missing > NAMED_MISSING) {
    ctx.note(`${missing} images of ${file.name} cannot be pulled; the first ${NAMED_MISSING} are named`);
  }
  const unasked = asked - there - missing;
  if (unasked > 0) ctx.note(`${unasked} images of ${file.name} were not checked: their registries do not answer`);
}
