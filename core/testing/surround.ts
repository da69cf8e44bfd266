import type { ScanConfig } from "../config/scan_config.ts";
import type { ScanData } from "../model/record.ts";
import type { Target } from "../model/target.ts";
import { defineProcessor, defineSink, defineSource, type Plugin } from "../plugin/define.ts";
import { isKind } from "../plugin/recognize.ts";
import { fakeTarget } from "./fakes.ts";

/** What stands around a plugin under test. */
export interface Surroundings {
  /** @default One image */
  readonly targets?: readonly Target[];
  /** What processors before it have found out about each target. */
  readonly data?: Readonly<Partial<ScanData>> | undefined;
  /** The absolute paths of files that sinks before it have completed. */
  readonly artifacts?: readonly string[];
}

/** The config of a run that has one plugin, and before it what gives it all that it needs. */
export function surround(
  plugin: Plugin,
  { targets = [fakeTarget()], data, artifacts = [] }: Surroundings = {},
): ScanConfig {
  const provides = plugin.definition.needs ?? [];
  if (isKind(plugin, "source")) return { sources: [plugin] };
  const given = defineSource({ name: "test_targets", provides, setup: () => ({ targets: () => targets }) });
  if (isKind(plugin, "processor")) {
    const before = defineProcessor({ name: "test_data", setup: () => ({ process: () => data }) });
    return { sources: [given()], processors: [data && before(), plugin] };
  }
  if (isKind(plugin, "observer")) return { sources: [given()], observers: [plugin] };
  if (isKind(plugin, "engine")) return { sources: [given()], engine: plugin };
  const before = defineSink({
    name: "test_files",
    provides,
    setup: () => ({
      end(_summary, ctx) {
        for (const path of artifacts) ctx.artifact(path);
      },
    }),
  });
  return { sources: [given()], sinks: [before(), isKind(plugin, "sink") && plugin] };
}
