import type { ContentDescriptor, ManifestContent } from "./manifest.ts";

const ORAS = "an ORAS artifact";
const TYPED = "of the type";
/** What artifacts are called, by the begin of a media type that gives them away; the more telling ones first. */
const NAMES: readonly (readonly [start: string, name: string])[] = [
  ["application/vnd.cncf.helm.", "a Helm chart"],
  ["application/vnd.wasm.", "a WebAssembly module"],
  ["application/vnd.module.wasm.", "a WebAssembly module"],
  ["application/wasm", "a WebAssembly module"],
  ["application/vnd.buildkit.", "a BuildKit cache"],
  ["application/vnd.docker.attestation.", "an attestation"],
  ["application/vnd.in-toto", "an attestation"],
  ["application/vnd.dsse.", "an attestation"],
  ["application/vnd.dev.cosign.artifact.sbom.", "an SBOM"],
  ["application/vnd.dev.cosign.", "a cosign signature"],
  ["application/vnd.dev.sigstore.bundle", "a cosign signature or attestation (a Sigstore bundle)"],
  ["application/vnd.dev.sigstore.", "a cosign signature"],
  ["application/vnd.cncf.notary.", "a Notation signature"],
  ["application/spdx", "an SBOM"],
  ["text/spdx", "an SBOM"],
  ["application/vnd.spdx", "an SBOM"],
  ["application/vnd.cyclonedx", "an SBOM"],
  ["application/vnd.syft", "an SBOM"],
  ["application/vnd.goharbor.harbor.sbom", "an SBOM"],
  ["application/sarif", "a scan report"],
  ["application/vnd.docker.plugin.", "a Docker plugin"],
  ["application/vnd.docker.compose.", "a Compose project"],
  ["application/vnd.docker.ai.", "an AI model"],
  ["application/vnd.ollama.", "an AI model"],
  ["application/vnd.cncf.model.", "an AI model"],
  ["application/vnd.cnai.model.", "an AI model"],
  ["application/vnd.cncf.flux.", "a Flux artifact"],
  ["application/vnd.cncf.openpolicyagent.", "an OPA bundle"],
  ["application/vnd.cncf.falco", "a Falco artifact"],
  ["application/vnd.aquasec.trivy.", "a database of Trivy"],
  ["application/vnd.devcontainers", "a dev container feature"],
  ["application/vnd.sylabs.", "a Singularity image"],
  ["application/vnd.unknown.", ORAS],
  ["application/vnd.oci.empty.", ORAS],
];

const IMAGE_CONFIGS: ReadonlySet<string> = new Set([
  "application/vnd.oci.image.config.v1+json",
  "application/vnd.docker.container.image.v1+json",
]);
/** What registries once stored for the type of an image's config, and Docker still takes. */
const UNTYPED_CONFIGS: ReadonlySet<string> = new Set([
  "application/octet-stream",
  "application/json",
  "text/html",
  "text/plain",
  "",
]);
const LAYER =
  /^application\/vnd\.(?:oci\.image\.layer(?:\.nondistributable)?\.v1\.tar|docker\.image\.rootfs(?:\.foreign)?\.diff\.tar)(?:[.+](?:gzip|zstd))?$/;
/** Layers whose type says nothing: they are an image's by its config. */
const UNTYPED_LAYERS: ReadonlySet<string> = new Set(["application/octet-stream", "application/x-tar", ""]);

/**
 * What a manifest for one thing is, where that is no image: "a Helm chart", or its media type. Its `artifactType`, its
 * config and its layers are looked at: signatures and attestations have the config of an image.
 *
 * @see {@link https://github.com/opencontainers/image-spec/blob/main/manifest.md#guidelines-for-artifact-usage}
 */
export function findArtifact({ mediaType, artifactType, config, layers }: ManifestContent): string | undefined {
  const own = toType(artifactType);
  const configType = toType(config?.mediaType);
  const layerTypes = [...new Set((layers ?? []).map((layer) => toType(layer.mediaType)))];
  const isTyped = IMAGE_CONFIGS.has(configType);
  const isConfig = isTyped || (UNTYPED_CONFIGS.has(configType) && layerTypes.some(isLayer));
  const foreign = layerTypes.filter((type) => !isLayer(type) && !(isTyped && UNTYPED_LAYERS.has(type)));
  const isOwn = own === "" || IMAGE_CONFIGS.has(own);
  if (config && isConfig && isOwn && foreign.length === 0) return undefined;
  // What is in it says more than that its config is empty.
  const telling = [isOwn ? "" : own, isConfig ? "" : configType, ...foreign].filter((type) => type !== "");
  return describe(telling) ?? `${TYPED} ${JSON.stringify((toType(mediaType) || "unknown").slice(0, 100))}`;
}

/** What an entry of an index is, where the index says that it is no image. */
export function findArtifactEntry(entry: ContentDescriptor): string | undefined {
  if (entry.annotations?.["vnd.docker.reference.type"] === "attestation-manifest") return "an attestation";
  const artifactType = toType(entry.artifactType);
  if (artifactType !== "" && !IMAGE_CONFIGS.has(artifactType)) return describe([artifactType]);
  const type = toType(entry.mediaType);
  return type === "" || /(?:manifest|index)/.test(type) ? undefined : describe([type]);
}

/** What an index without an image is, from what is in it: a word for it rather than a media type. */
export function nameArtifact(found: readonly string[]): string {
  return found.find((name) => !name.startsWith(TYPED)) ?? found[0] ?? "an index without an image";
}

/** Whether a layer can only be read by who has its key. */
export function isEncrypted({ layers }: ManifestContent): boolean {
  return (layers ?? []).some(({ mediaType }) => toType(mediaType).endsWith("+encrypted"));
}

function isLayer(type: string): boolean {
  return LAYER.test(type.replace(/\+encrypted$/, ""));
}

function describe(types: readonly string[]): string | undefined {
  const [first] = types;
  if (first === undefined) return undefined;
  const names = types.flatMap((type) => NAMES.find(([start]) => type.startsWith(start))?.[1] ?? []);
  // A type is foreign text, and may be long.
  const typed = `${TYPED} ${JSON.stringify(first.slice(0, 100))}`;
  const [name] = [...names.filter((found) => found !== ORAS), ...names];
  if (name === undefined) return typed;
  return name === ORAS && !NAMES.some(([start]) => first.startsWith(start)) ? `${ORAS} ${typed}` : name;
}

/** Without parameters, in lower case. */
function toType(mediaType = ""): string {
  return mediaType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
}
