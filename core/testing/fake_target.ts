import type { Target } from "../model/target.ts";

/**
 * Makes a target: the image `nginx:1.27`, or what the fields say. Its id and kind follow from them.
 *
 * @example
 * ```ts
 * import { fakeTarget } from "hullscan/testing";
 *
 * if (fakeTarget({ image: "alpine:3.20" }).id !== "image:alpine:3.20") throw new Error("another id");
 * ```
 */
export function fakeTarget(fields: Partial<Target> = {}): Target {
  const { dockerfile, image = dockerfile === undefined ? "nginx:1.27" : undefined } = fields;
  return {
    id: dockerfile === undefined ? `image:${image}` : `dockerfile:${dockerfile}`,
    kind: dockerfile === undefined ? "image" : "dockerfile",
    ...(image !== undefined && { image }),
    minSeverity: "HIGH",
    origin: { from: "fakeTarget()" },
    ...fields,
  };
}
