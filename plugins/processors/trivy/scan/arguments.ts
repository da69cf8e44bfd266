import type { Severity } from "../../../../core/mod.ts";
import type { ImageSource } from "../../../lib/options/image_sources.ts";
import type { SlotSettings } from "../isolation/isolation.ts";
import { type Capabilities, listLogArguments } from "../program/binary/capabilities.ts";
import { buildSourceFlags } from "./option_table.ts";

/** What one scan is asked for. */
export interface ScanRequest {
  readonly image: string;
  /** `os/arch[/variant]`; without one, Trivy takes linux/amd64 of a registry's image. */
  readonly platform?: string | undefined;
  /** Where the image is taken from, in order. */
  readonly sources: readonly ImageSource[];
  readonly severities: readonly Severity[];
  /** As Go writes it: `10m`. */
  readonly timeout: string;
  readonly slot: SlotSettings;
  /** What the options say to every scan. */
  readonly more?: readonly string[];
  readonly capabilities: Capabilities;
}

/** The arguments of one scan. The image stands after `--`, so that no name is ever taken for an option. */
export function buildScanArguments(request: ScanRequest): string[] {
  const { image, platform, sources, severities, timeout, slot, more = [], capabilities } = request;
  return [
    ...["image", "--format", "json", ...listLogArguments(capabilities), "--no-progress"],
    ...["--severity", severities.join(","), "--timeout", timeout, "--cache-dir", slot.cacheDir],
    ...(buildSourceFlags(sources, capabilities) ?? []),
    ...["--skip-db-update", "--skip-java-db-update", ...slot.args, ...more],
    // As a flag: a Trivy that does not know it must not scan another platform instead.
    ...(platform === undefined ? [] : ["--platform", platform]),
    ...["--", image],
  ];
}
