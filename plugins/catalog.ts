import type { PluginCatalog } from "../core/mod.ts";
import { groupedJson, imageList, stdoutFilename, trivy } from "./mod.ts";

/** Our plugins by the names that JSON and YAML configs use. */
export const catalog: PluginCatalog = {
  source: { image_list: imageList },
  processor: { trivy },
  sink: { grouped_json: groupedJson, stdout_filename: stdoutFilename },
};
