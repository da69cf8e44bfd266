import { type PlanHooks, type ProcessorHooks, toReason } from "../../../core/kit.ts";
import {
  isScanError,
  type PluginContext,
  type PreflightContext,
  type ScanData,
  type ScanError,
  type ScanRecord,
} from "../../../core/mod.ts";
import { type Docker, inspectImage, loadServerVersion, openDocker } from "../../lib/clients/docker/mod.ts";
import {
  findReferenceMistake,
  formatReference,
  parseReference,
  type Reference,
  toCanonical,
} from "../../lib/clients/oci/mod.ts";
import { openRegistry, registryError, toLookUpFailure } from "../../lib/clients/registry/mod.ts";
import { parseDuration } from "../../lib/options/duration.ts";
import { type ImageSource, isRemoteOnly } from "../../lib/options/image_sources.ts";
import type {} from "../../lib/scanning/image_data.ts";
import type { DigestOptions } from "./options.ts";
import { createRemoteLookup } from "./remote_lookup.ts";

/** Checks thoroughly that Docker answers, where images come from nowhere else: each of them would fail. */
export async function preflight({ imageSources }: DigestOptions, ctx: PreflightContext): Promise<void> {
  if (!ctx.isThorough || imageSources.some((source) => source !== "docker")) return;
  try {
    ctx.note(`Docker ${await loadServerVersion(await openDocker(ctx))} answers`);
  } catch (error) {
    if (!isScanError(error) || error.code === "ABORTED") throw error;
    ctx.foresee(error);
  }
}

/** Opens the registry client and returns the hooks that look digests up. */
export async function setup(options: DigestOptions, ctx: PluginContext): Promise<ProcessorHooks> {
  return { process: await openLookup(options, ctx) };
}

/** A dry run looks digests up, too: so it finds images that are missing, and those whose results are known. */
export async function openPlan(options: DigestOptions, ctx: PluginContext): Promise<PlanHooks> {
  const find = await openLookup(options, ctx);
  return { plan: async (record) => ({ leave: "", data: (await find(record)) ?? {} }) };
}

type Lookup = (record: ScanRecord) => Promise<Readonly<Partial<ScanData>> | undefined>;

async function openLookup(options: DigestOptions, ctx: PluginContext): Promise<Lookup> {
  const { timeout, imageSources, insecure } = options;
  const registry = await openRegistry(ctx, { insecure, timeoutMs: parseDuration(timeout) ?? 0 });
  const lookUp = createRemoteLookup({ registry, log: ctx.log, signal: ctx.signal });
  const lookUpLocally = createLocalLookup(ctx);

  async function lookUpIn(source: ImageSource, image: string): Promise<Partial<ScanData>> {
    if (source === "docker") {
      const found = await lookUpLocally(image);
      if (!("id" in found)) return { unresolved: toLookUpFailure({ ...found, isCertain: false }) };
      return { image: { reference: image, imageId: found.id, source: "docker" } };
    }
    // Nobody asks Podman or containerd here, nor what comes after a source that gave no answer: it is not known then.
    if (source !== "remote") return {};
    const reference = parseReference(image);
    const found = await lookUp(toCanonical(reference));
    if ("failure" in found) {
      if (found.isCertain && isRemoteOnly(imageSources)) throw found.failure;
      return { unresolved: toLookUpFailure(found) };
    }
    const { digest } = found;
    // Trivy takes no other: by its tag it gets the image all the same.
    if (reference.digest === undefined && !digest.startsWith("sha256:")) return {};
    const pinned = reference.digest === undefined ? toPinned(reference, digest) : image;
    return { image: { reference: pinned, digest, source: "registry" } };
  }

  return async ({ target, data }) => {
    // What was built in this pipeline is in no registry.
    if (data.image?.imageId !== undefined) return undefined;
    const image = data.image?.reference ?? target.image;
    // What is no reference, the scanner has better words for.
    if (image === undefined || findReferenceMistake(image) !== undefined) return undefined;
    let found: Partial<ScanData> = {};
    for (const source of imageSources) {
      found = await lookUpIn(source, image);
      // What Docker does not have, the next one may; after the others nothing is certain.
      if (source !== "docker" || found.image !== undefined) break;
    }
    return found;
  };
}

/** By digest the image is what it was when it was looked up, and Docker's copy of an older one is not taken for it. */
function toPinned({ tag: _, ...name }: Reference, digest: string): string {
  return formatReference({ ...name, digest });
}

/** Finds the id of an image that Docker has, or why that cannot be done. */
type LocalLookup = (image: string) => Promise<{ readonly id: string } | { readonly failure: ScanError }>;

/** Makes the lookup of one run. Docker is looked for when the first image needs it, and never asked through sudo. */
function createLocalLookup({ exec, log }: Pick<PluginContext, "exec" | "log">): LocalLookup {
  let docker: Promise<Docker> | undefined;

  async function find(image: string): Promise<string | undefined> {
    docker ??= openDocker({ exec, log, mayUseSudo: false });
    return (await inspectImage(await docker, image))?.id;
  }

  return async (image) => {
    const doing = `find "${image}"`;
    try {
      const id = await find(image);
      if (id !== undefined) return { id };
      return { failure: registryError("IMAGE_NOT_FOUND", { doing, reason: "Docker has none of that name" }) };
    } catch (error) {
      if (isScanError(error) && error.code === "ABORTED") throw error;
      log.debug(`No digest of "${image}" comes from Docker: ${toReason(error)}`);
      if (isScanError(error)) return { failure: error };
      return { failure: registryError("REGISTRY_BAD_ANSWER", { doing, reason: `Docker: ${toReason(error)}` }) };
    }
  };
}
