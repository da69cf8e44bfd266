import type { ScanConfig } from "../core/mod.ts";
import { groupedJson } from "../plugins/sinks/grouped_json/mod.ts";
import { stdoutFilename } from "../plugins/sinks/stdout_filename/mod.ts";

/** The built-in config, used where there is no config file. A pipeline's plugins are loaded when it is to run. */
export const defaultConfig = {
  pipelines: {
    remote: async () => (await import("./remote.ts")).remote(),
    local: async () => (await import("./local.ts")).local(),
    dtr: async () => (await import("./dtr.ts")).dtr(),
  },
  sinks: [groupedJson(), stdoutFilename()],
} satisfies ScanConfig;
