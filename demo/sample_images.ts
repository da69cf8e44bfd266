import type { OciContent } from "./oci_content.ts";
import { ociImage } from "./oci_image.ts";
import { alpineLayer } from "./rootfs/alpine.ts";
import { debianLayer } from "./rootfs/debian.ts";
import { leakedKeyLayer } from "./rootfs/leaked_key.ts";
import { nodeAppLayer } from "./rootfs/node_app.ts";

/** An image to try a scanner on. */
export interface SampleImage {
  readonly repository: string;
  readonly tag: string;
  readonly image: OciContent;
  /** What is in it, in a few words. */
  readonly about: string;
}

/**
 * Four images of a few kilobytes each. They hold what a scanner looks at and nothing that could run; those with
 * the same base share its layer.
 */
export function sampleImages(): readonly SampleImage[] {
  const debian = debianLayer();
  const alpine = alpineLayer();
  return [
    sample("demo/debian-app", "six packages of Debian 12", [debian]),
    sample("demo/alpine-app", "six packages of Alpine 3.19", [alpine]),
    sample("demo/node-app", "old npm packages on Alpine 3.19", [alpine, nodeAppLayer()]),
    sample("demo/leaky-app", "a planted key on Debian 12", [debian, leakedKeyLayer()]),
  ];
}

function sample(repository: string, about: string, layers: Parameters<typeof ociImage>[0]["layers"]): SampleImage {
  return { repository, tag: "1.0", about, image: ociImage({ layers }) };
}
