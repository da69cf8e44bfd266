import type { PluginCatalog } from "../core/mod.ts";
import {
  dockerBuild,
  dockerfileList,
  dtrNamespaces,
  dtrRescan,
  files,
  groupedJson,
  imageList,
  resolve,
  slack,
  stdoutFilename,
  trivy,
} from "./mod.ts";

/** Our plugins by the names that JSON and YAML configs use. */
export const catalog: PluginCatalog = {
  source: { dockerfile_list: dockerfileList, dtr_namespaces: dtrNamespaces, image_list: imageList },
  processor: { docker_build: dockerBuild, dtr_rescan: dtrRescan, resolve, trivy },
  sink: { files, grouped_json: groupedJson, slack, stdout_filename: stdoutFilename },
};
