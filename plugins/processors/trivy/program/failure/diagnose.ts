import { isScanError, type PluginContext, type ScanData, ScanError } from "../../../../../core/mod.ts";
import { findReferenceMistake, parseReference, toCanonical } from "../../../../lib/clients/oci/mod.ts";
import { openRegistry, type Registry } from "../../../../lib/clients/registry/mod.ts";
import type { ImageSource } from "../../../../lib/options/image_sources.ts";
import type {} from "../../../../lib/scanning/image_data.ts";
import { trivyError } from "../../errors.ts";
import { isCredential } from "../environment.ts";
import { diagnoseDocker } from "./diagnose_docker.ts";

/** An image whose scan has failed. */
export interface FailedImage {
  readonly image: string;
  /** Where it is taken from, in order. @default {["remote"]} */
  readonly sources?: readonly ImageSource[];
  /** Why the registry did not tell its digest, where that was asked for. */
  readonly unresolved?: ScanData["unresolved"] | undefined;
}

/** Looks for the reason of failures that Trivy says nothing about, as some builds do that its own project has not made. */
export interface Diagnosis {
  /** What the look-up was told, else what Docker's socket and the image's registry show. */
  ofImage(target: FailedImage): Promise<ScanError | undefined>;
  /** What the registry of a database shows. It is not sent the logins for image registries. */
  ofDatabase(reference: string): Promise<ScanError | undefined>;
}

/** Makes the diagnosis of one run. Nothing is read, and no registry asked, before there is a failure. */
export function createDiagnosis(
  ctx: PluginContext,
  { env }: { readonly env: Readonly<Record<string, string | undefined>> },
  { insecure }: { readonly insecure: boolean },
): Diagnosis {
  const noLogins = Object.fromEntries(Object.entries(env).filter(([name]) => !isCredential(name)));
  const [forImages, forDatabases] = [
    once(() => openRegistry(ctx, { insecure, env })),
    once(() => openRegistry(ctx, { insecure, env: noLogins })),
  ];

  return {
    async ofImage({ image, sources = ["remote"], unresolved }) {
      const docker = sources.includes("docker") ? await diagnoseDocker(env) : undefined;
      if (docker !== undefined) return trivyError(docker.code, { doing: `scan "${image}"`, reason: docker.reason });
      if (unresolved !== undefined) return toError(unresolved);
      return sources.includes("remote") ? diagnoseImage(image, await forImages()) : undefined;
    },
    ofDatabase: async (reference) => diagnoseImage(reference, await forDatabases()),
  };
}

/** What the look-up was told, as an error again. */
export function toError({ message, ...fields }: ScanData["unresolved"]): ScanError {
  return new ScanError(message, { ...fields, usage: false });
}

/** Checks a reference, then asks its registry for the image; nothing where all is well. */
export async function diagnoseImage(
  image: string,
  registry: Pick<Registry, "fetchDescriptor">,
): Promise<ScanError | undefined> {
  const mistake = findReferenceMistake(image);
  if (mistake !== undefined) return trivyError("BAD_REFERENCE", { doing: `scan "${image}"`, reason: mistake });
  try {
    await registry.fetchDescriptor(toCanonical(parseReference(image)));
    return undefined;
  } catch (error) {
    if (!isScanError(error) || error.code === "ABORTED") throw error;
    return error;
  }
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined;
  return () => {
    made ??= make();
    return made;
  };
}
