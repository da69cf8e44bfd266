import { defineListSource } from "../../lib/list_file/mod.ts";
import { dockerfileListOptions } from "./options.ts";
import { toTarget } from "./to_target.ts";

export type { DockerfileListOptions } from "./options.ts";

/**
 * A source of Dockerfiles: a text file with one path a line, which starts at the folder of the config, or of the run
 * where there is none. The list is read line by line; memory holds the paths that were seen.
 *
 * @example
 * ```ts
 * import { dockerfileList } from "hullscan/plugins";
 *
 * const source = dockerfileList({ file: "input_images_files.txt" });
 * if (source.kind !== "source") throw new Error("not a source");
 * ```
 *
 * @throws {ScanError} LIST_NOT_FOUND in the preflight; LIST_EMPTY in that of `scan check`
 * @throws {ScanError} LIST_UNREADABLE
 */
export const dockerfileList = defineListSource({
  name: "dockerfile_list",
  description: "Dockerfiles from a text file",
  options: dockerfileListOptions,
  provides: ["dockerfile"],
  noun: "Dockerfile",
  example: ["# What to build and scan", "severity=4", "app/Dockerfile", "services/web/Dockerfile.prod"],
  toTarget,
});
