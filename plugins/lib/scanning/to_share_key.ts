import type { ScanRecord } from "../../../core/mod.ts";

/** What must be the same for two targets to share a scan; nothing where it is not known what is behind the name. */
export function toShareKey({ target, data }: ScanRecord): string | undefined {
  const { digest, imageId, platform = target.platform ?? "" } = data.image ?? {};
  const content = digest ?? imageId;
  return content === undefined ? undefined : [content, platform, target.minSeverity].join(" ");
}
