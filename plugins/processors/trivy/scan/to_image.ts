import type { ScanRecord } from "../../../../core/mod.ts";
import { trivyError } from "../errors.ts";

/**
 * The image to scan: the one that a processor before has made (`image` in the data), or else the target's own.
 *
 * @throws {ScanError} BAD_REFERENCE Where there is neither
 */
export function toImage({ target, data }: ScanRecord): string {
  const image = data.image?.reference || target.image;
  if (image) return image;
  throw trivyError("BAD_REFERENCE", { doing: `scan "${target.id}"`, reason: "the target names no image" });
}
