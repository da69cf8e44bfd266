import { toFailure } from "../../../core/kit.ts";
import type { Target } from "../../../core/mod.ts";
import { ociError, parseReference, toPrintable } from "../../lib/clients/oci/mod.ts";
import { defineListSource, type EntryContext, type ListEntry, MAX_LINE_BYTES } from "../../lib/list_file/mod.ts";
import { imageListOptions } from "./options.ts";

export type { ImageListOptions } from "./options.ts";

/**
 * A source of images: a text file with one image reference a line. The file is read line by line; memory holds the
 * references that were seen, so that each is scanned once.
 *
 * @example
 * ```ts
 * import { imageList } from "hullscan/plugins";
 *
 * const source = imageList({ file: "input_images.txt" });
 * if (source.kind !== "source") throw new Error("not a source");
 * ```
 *
 * @throws {ScanError} LIST_NOT_FOUND in the preflight; LIST_EMPTY in that of `scan check`
 * @throws {ScanError} LIST_UNREADABLE
 * @throws {ScanError} REGISTRY_CA in the set-up, with `platforms`
 */
export const imageList = defineListSource({
  name: "image_list",
  description: "images from a text file",
  options: imageListOptions,
  provides: ["image"],
  noun: "image",
  example: ["# What to scan", "severity=4", "nginx:1.27", "registry.example.com:5000/team/app:2.0"],
  toTarget,
  check: async (file, ctx) => (await import("./check_registries.ts")).checkRegistries(file, ctx),
  async openExpand({ platforms }, ctx) {
    if (platforms === undefined) return undefined;
    const { openPlatforms } = await import("./expand_platforms.ts");
    return openPlatforms(ctx);
  },
});

/** Makes a target of one entry: ready to scan, or failed already when it is no image reference. */
function toTarget(entry: ListEntry, { file, minSeverity, plugin }: EntryContext): Target {
  const { line, text } = entry;
  const common = { kind: "image", minSeverity, origin: { from: file.name, line } } as const;
  try {
    checkEntry(entry, `${file.name} line ${line}`);
    return { id: `image:${text}`, image: text, ...common };
  } catch (error) {
    const settled = { status: "failed", error: toFailure(error, { plugin, stage: "targets" }) } as const;
    // The white space keeps this apart from every reference.
    return { id: `image:${file.name} line ${line}`, image: toPrintable(text), ...common, settled };
  }
}

function checkEntry({ text, isTooLong }: ListEntry, at: string): void {
  if (isTooLong) {
    throw ociError("BAD_REFERENCE", { text, reason: `the line is longer than ${MAX_LINE_BYTES} bytes`, at });
  }
  parseReference(text, { at });
}
