import type { Finding, ScanData } from "../../../../core/mod.ts";
import type { SharedResult } from "./shared_scans.ts";

/**
 * What a result adds to a target that is called `name`. Trivy puts the name of the image that it has scanned in front
 * of what it finds in the image's packages: there it is replaced by the target's own.
 */
export function toPatch({ result, isShared }: SharedResult, name: string): Pick<ScanData, "findings" | "scanDetails"> {
  const { image, findings, scanDetails } = result;
  return {
    findings: image === name ? findings : findings.map((finding) => rename(finding, image, name)),
    scanDetails: isShared ? { ...scanDetails, scanned_as: image } : scanDetails,
  };
}

function rename(finding: Finding, from: string, to: string): Finding {
  const { target } = finding;
  return target.startsWith(`${from} (`) ? { ...finding, target: to + target.slice(from.length) } : finding;
}
