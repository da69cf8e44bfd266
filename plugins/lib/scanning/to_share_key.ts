import type { ScanRecord } from "../../../core/mod.ts";
import type {} from "./image_data.ts";

/** What must be the same for two targets to share a scan; nothing where it is not known what is behind the name. */
export function toShareKey({ target, data }: ScanRecord): string | undefined {
  if (data.digest === undefined) return undefined;
  return [data.digest, data.platform ?? target.platform ?? "", target.minSeverity].join(" ");
}
