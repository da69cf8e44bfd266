import type { ScanConfig } from "../core/mod.ts";
import { groupedJson, stdoutFilename } from "../plugins/mod.ts";
import { dtr } from "./dtr.ts";
import { local } from "./local.ts";
import { remote } from "./remote.ts";

/** The built-in config, used where there is no config file. */
export const defaultConfig = {
  pipelines: { remote: remote(), local: local(), dtr: dtr() },
  sinks: [groupedJson(), stdoutFilename()],
} satisfies ScanConfig;
