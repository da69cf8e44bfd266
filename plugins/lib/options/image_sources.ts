import { z } from "zod";

/** Where Trivy can take an image from; `remote` is its registry. */
const IMAGE_SOURCES = ["remote", "docker", "podman", "containerd"] as const;

/** One place that an image can come from. */
export type ImageSource = (typeof IMAGE_SOURCES)[number];

/** Schema of the places that images are looked for in, in order. */
export const imageSourcesSchema = z.array(z.enum(IMAGE_SOURCES)).min(1).default(["remote"]);

/** Whether images come from their registries, and from nowhere else. */
export function isRemoteOnly(sources: readonly ImageSource[]): boolean {
  return sources.every((source) => source === "remote");
}
