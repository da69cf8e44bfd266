import type { PluginCatalog } from "../core/kit.ts";

/** Our plugins by the names that JSON and YAML configs use. Each is loaded when it is named. */
export const catalog: PluginCatalog = {
  source: {
    dockerfile_list: async () => (await import("./sources/dockerfile_list/mod.ts")).dockerfileList,
    dtr_namespaces: async () => (await import("./sources/dtr_namespaces/mod.ts")).dtrNamespaces,
    image_list: async () => (await import("./sources/image_list/mod.ts")).imageList,
  },
  processor: {
    accept_files: async () => (await import("./processors/accept_files/mod.ts")).acceptFiles,
    digest: async () => (await import("./processors/digest/mod.ts")).digest,
    docker_build: async () => (await import("./processors/docker_build/mod.ts")).dockerBuild,
    dtr_rescan: async () => (await import("./processors/dtr_rescan/mod.ts")).dtrRescan,
    trivy: async () => (await import("./processors/trivy/mod.ts")).trivy,
  },
  sink: {
    files: async () => (await import("./sinks/files/mod.ts")).files,
    grouped_json: async () => (await import("./sinks/grouped_json/mod.ts")).groupedJson,
    history: async () => (await import("./sinks/history/mod.ts")).history,
    report: async () => (await import("./sinks/report/mod.ts")).report,
    slack: async () => (await import("./sinks/slack/mod.ts")).slack,
    stdout_filename: async () => (await import("./sinks/stdout_filename/mod.ts")).stdoutFilename,
  },
  observer: {
    job_summary: async () => (await import("./observers/job_summary/mod.ts")).jobSummary,
  },
  former: {
    processor: { resolve: async () => (await import("./processors/digest/former_name.ts")).resolve },
  },
};
